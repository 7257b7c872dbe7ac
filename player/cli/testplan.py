"""`evershow test`: plays test plans of Yarn scripts and of story seeds; and the Yarn half of `evershow check`.

It knows files, options and exit statuses; what a plan means is `story_engine.yarn`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from player.cli.seeds import find_seed
from story_engine.errors import SeedError
from story_engine.rehearsal import Stage
from story_engine.seed import load_seed
from story_engine.yarn.hosts import NO_HOST, FunctionsUnreadable, Host, read_functions
from story_engine.yarn.problems import Problem
from story_engine.yarn.program import build
from story_engine.yarn.project import read_project, read_script
from story_engine.yarn.saliency import STRATEGIES, strategy_named
from story_engine.yarn.testplan import Failure, Plan, PlanUnreadable, read_plan, run_plan, with_assert


@click.command()
@click.argument("plans", nargs=-1, required=True)
@click.option(
    "--functions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML file with the host's functions: name, parameters, value or expression.",
)
@click.option("--saliency", help=f"How groups choose unless a plan says: {', '.join(STRATEGIES)}.")
@click.option("--rng", default=0, help="Random seed of dice and random choices.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def test(plans: tuple[str, ...], functions: Path | None, saliency: str | None, rng: int, as_json: bool) -> None:
    """Play test plans; PLANS are story seeds, .testplan files, or folders of them.

    Of a seed every .testplan in its folder is played against its scenes, in its own world. Elsewhere a plan tests the
    .yarn file of the same name beside it; no seed.yaml is needed.

    \b
    evershow test weather-post
    evershow test my-show/tests/lid.testplan
    evershow test Greeting.testplan
    evershow test tests/ --functions host.yaml --saliency first
    """
    strategy = None if saliency is None else strategy_named(saliency)
    if saliency is not None and strategy is None:
        raise click.BadParameter(f"no saliency {saliency!r}; use {', '.join(STRATEGIES)}", param_hint="--saliency")
    host = with_assert(_host(functions))
    stages: dict[Path, Stage | Failure] = {}
    results: dict[str, list[Failure]] = {}
    for plan in _plans(plans):
        seed = _seed_around(plan)
        results[str(plan)] = _run(plan, host, strategy, rng) if seed is None else _rehearsed(plan, seed, stages, rng)
    failed = sum(bool(found) for found in results.values())
    if as_json:
        report = [
            {"plan": plan, "passed": not found, "failures": [asdict(failure) for failure in found]}
            for plan, found in results.items()
        ]
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for plan_name, found in results.items():
            for failure in found:
                click.echo(str(failure))
            click.echo(f"{'fails ' if found else 'passes'}  {_short(plan_name)}")
        click.echo(f"{len(results) - failed} of {len(results)} test plans pass")
    sys.exit(1 if failed else 0)


def _host(functions: Path | None) -> Host:
    if functions is None:
        return NO_HOST
    text = read_script(functions)
    if isinstance(text, Problem):
        raise click.BadParameter(f"{text.path}: {text.message}; {text.remedy}", param_hint="--functions")
    try:
        return read_functions(text, str(functions))
    except FunctionsUnreadable as error:
        raise click.BadParameter(str(error), param_hint="--functions") from error


def _plans(named: tuple[str, ...]) -> list[Path]:
    found: list[Path] = []
    for name in named:
        path = Path(name)
        if not path.exists():
            path = _near(find_seed(name))
        inside = sorted(path.glob("**/*.testplan")) if path.is_dir() else [path.with_suffix(".testplan")]
        if not inside or not inside[0].exists():
            where = f"write {path}/tests/NAME.testplan" if (path / "seed.yaml").is_file() else "NAME.testplan beside it"
            raise click.BadParameter(f"there is no test plan in {path}; {where} (docs/yarn.md tells how)")
        found.extend(plan for plan in inside if plan not in found)
    return found


def _near(path: Path) -> Path:
    """The path as it is written from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _seed_around(plan: Path) -> Path | None:
    """The folder of the story seed that a plan lies in; None where it lies in none."""
    return next((folder for folder in plan.resolve().parents if (folder / "seed.yaml").is_file()), None)


def _short(path: str) -> str:
    plan = Path(path).resolve()
    seed = _seed_around(plan)
    return str(plan.relative_to(seed.parent)) if seed is not None else path


def _read(plan_file: Path) -> Plan | Failure:
    """The plan in a file, or why it cannot be read."""
    text = read_script(plan_file)
    if isinstance(text, Problem):
        return _broken(plan_file, text.line, "the plan cannot be read", "a text in UTF-8", text.message)
    try:
        return read_plan(text, str(plan_file))
    except PlanUnreadable as error:
        return _broken(plan_file, 1, "the plan cannot be read", "a test plan", str(error))


def _rehearsed(plan_file: Path, folder: Path, stages: dict[Path, Stage | Failure], rng: int) -> list[Failure]:
    """What fails in one plan of a seed, which is read once for all its plans."""
    plan = _read(plan_file)
    if isinstance(plan, Failure):
        return [plan]
    if folder not in stages:
        try:
            stages[folder] = Stage(load_seed(folder))
        except SeedError as error:
            stages[folder] = _broken(folder / "seed.yaml", 1, "the seed cannot be played", "a seed", str(error))
    stage = stages[folder]
    return [stage] if isinstance(stage, Failure) else stage.play(plan, rng)


def _run(plan_file: Path, host: Host, strategy: str | None, rng: int) -> list[Failure]:
    """What fails in one plan; a plan or script that cannot be read fails as a whole."""
    script = plan_file.with_suffix(".yarn")
    if not script.exists():
        return [_broken(plan_file, 1, "the script is missing", f"{script} beside the plan", "no such file")]
    plan = _read(plan_file)
    if isinstance(plan, Failure):
        return [plan]
    sources = read_project(script)
    built = build(sources.texts, host.signatures)
    errors = [*sources.problems, *built.errors]
    if errors or built.program is None:
        return [
            Failure(
                path=problem.path,
                line=problem.line,
                run=0,
                message="the script does not compile",
                expected="a script without errors",
                actual=f"{problem.code}: {problem.message} ({problem.remedy})",
            )
            for problem in errors
        ]
    return run_plan(plan, built.program, host, strategy=strategy, rng=rng)


def _broken(path: Path, line: int, message: str, expected: str, actual: str) -> Failure:
    return Failure(path=str(path), line=line, run=0, message=message, expected=expected, actual=actual)


def _as_json(problem: Problem) -> dict[str, object]:
    """A finding in the form that `evershow check` gives for story seeds."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "where": {"path": problem.path, "line": problem.line, "column": problem.column, "length": problem.length},
        "message": problem.message,
        "remedy": problem.remedy,
    }


def check_yarn(path: Path, as_json: bool) -> int:
    """Check a script, a folder of scripts or a `.yarnproject`; prints what is wrong and returns the exit status."""
    sources = read_project(path)
    problems = [*sources.problems, *build(sources.texts).problems]
    errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        click.echo(json.dumps([_as_json(problem) for problem in problems], ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(str(problem))
        count = f"{errors} errors, {len(problems) - errors} warnings" if problems else "nothing to mend"
        click.echo(f"{path.name}: {count}")
    return 1 if errors else 0
