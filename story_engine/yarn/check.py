"""Finds what Yarn's compiler refuses: names and types that do not fit, over all files of a project.

It does not know how the project is played; what it learns about types, enums and variables goes to `program`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from story_engine.yarn.enums import read_enum
from story_engine.yarn.library import SIGNATURES
from story_engine.yarn.linetext import behind_tags
from story_engine.yarn.naming import Suggestions, naming_problems, problem
from story_engine.yarn.problems import Problem
from story_engine.yarn.texts import text_problems
from story_engine.yarn.tree import (
    Binary,
    Call,
    Declare,
    Enum,
    Expression,
    File,
    If,
    Jump,
    Line,
    Member,
    Number,
    Once,
    Place,
    Set,
    Statement,
    Text,
    Truth,
    Unary,
    Variable,
)
from story_engine.yarn.types import ANY, BUILT_IN, NUMBER, TEXT, TRUTH, EnumType, Signature, Term, TypeSolver
from story_engine.yarn.walk import expressions_of, parts_of, statements_of

_WORDS = {NUMBER: "a number", TEXT: "a text", TRUTH: "true or false", ANY: "anything"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is known of a project after checking it."""

    problems: tuple[Problem, ...]
    enums: dict[str, EnumType]
    variables: dict[str, str]
    """Variable → the name of its type."""
    declared: dict[str, Declare]
    members: dict[int, str]
    """`id` of a `Member` in the tree → the name of its enum."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which Yarn's compiler refuses the project."""
        return tuple(found for found in self.problems if found.severity == "error")


def check(files: tuple[File, ...], functions: Mapping[str, Signature] | None = None) -> Checked:
    """Check the parsed files of one project; `functions` are those of the host, besides the built-in ones."""
    checker = _Checker({**SIGNATURES, **(functions or {})})
    checker.problems.extend(naming_problems(files, checker.suggestions))
    checker.problems.extend(text_problems(files))
    for file in files:
        checker.enums_of(file)
    for file in files:
        checker.file(file)
    return checker.finish()


def is_smart(declared: Declare) -> bool:
    """True where a variable is declared with anything but a plain value: it then follows from that expression."""
    value = declared.value
    if declared.parenthesised:
        return True
    if isinstance(value, Unary):
        return value.operator != "-" or not isinstance(value.operand, Number)
    return not isinstance(value, (Number, Text, Truth, Member))


class _Checker:
    """Walks the files, hands demands to the type solver and gathers what goes wrong."""

    def __init__(self, functions: dict[str, Signature]) -> None:
        self.problems: list[Problem] = []
        self.suggestions = Suggestions()
        self.enums: dict[str, EnumType] = {}
        self.solver = TypeSolver(self.enums)
        self.functions = functions
        self.implied: set[str] = set()
        self.terms: dict[str, Term] = {}
        self.seen_at: dict[str, tuple[str, Place]] = {}
        self.declared: dict[str, tuple[str, Declare]] = {}
        self.members: list[tuple[Member, Term]] = []
        self.open_results: list[tuple[str, Call, Term]] = []
        self.sets: list[tuple[str, Set]] = []
        self.path = ""

    def report(self, code: str, at: Place, message: str, remedy: str, path: str | None = None) -> None:
        self.problems.append(problem(self.path if path is None else path, code, at, message, remedy))

    # --- walking ----------------------------------------------------------------------------------------------------

    def enums_of(self, file: File) -> None:
        for node in file.nodes:
            for statement in statements_of(node.body):
                if isinstance(statement, Enum):
                    read_enum(statement, file.path, self.enums, self.problems)

    def file(self, file: File) -> None:
        self.path = file.path
        for node in file.nodes:
            for when in node.whens:
                if when.expression is not None:
                    self.condition(when.expression, "when:")
            for statement in statements_of(node.body):
                self.statement(statement)

    def statement(self, statement: Statement) -> None:
        match statement:
            case If():
                for clause in statement.clauses:
                    if clause.condition is not None:
                        self.condition(clause.condition, "<<if>>")
            case Once():
                if statement.condition is not None:
                    self.condition(statement.condition, "<<once if>>")
            case Line():
                if statement.condition is not None and statement.condition.late:
                    refused = behind_tags("<<if", statement.condition.at).problem
                    self.report(refused.code, statement.condition.at, refused.message, refused.remedy)
                for tag in statement.tags:
                    if "$" in tag.text:
                        refused = behind_tags(tag.text[tag.text.index("$") :], tag.at).problem
                        self.report(refused.code, tag.at, refused.message, refused.remedy)
                for expression in expressions_of(statement):
                    if statement.condition is not None and expression is statement.condition.expression:
                        self.condition(expression, "the condition of a line")
                    else:
                        self.term(expression)
            case Set():
                self.assignment(statement)
            case Declare():
                self.declaration(statement)
            case Jump():
                for expression in expressions_of(statement):
                    self.wanted(expression, TEXT, "<<jump>> and <<detour>> need the title of a node, a text")
            case _:
                for expression in expressions_of(statement):
                    self.term(expression)

    def condition(self, expression: Expression, what: str) -> None:
        found = self.term(expression)
        if not self.solver.equal(found, TRUTH):
            self.report(
                "Y030",
                expression.at,
                f"{what} needs true or false, not {self.words(found)}",
                "compare it with something, as in $x > 0",
            )

    def wanted(self, expression: Expression, target: Term, why: str) -> None:
        """Demand that an expression may stand where `target` is wanted."""
        found, path = self.term(expression), self.path

        def complain() -> None:
            self.report(
                "Y030",
                expression.at,
                f"{why}, but {self.words(found)} stands there",
                "convert it with string(), number() or bool(), or give another value",
                path,
            )

        self.solver.becomes(found, target, complain)

    def assignment(self, statement: Set) -> None:
        name = statement.variable.name
        self.sets.append((self.path, statement))
        target = self.variable(name, statement.variable.at)
        path, value = self.path, self.term(statement.value)

        def complain() -> None:
            self.report(
                "Y033",
                statement.at,
                f"{name} is {self.words(target)} and cannot become {self.words(value)}",
                f"use another variable, or convert the value for {name}",
                path,
            )

        if statement.operator != "=":
            allowed = (NUMBER, TEXT) if statement.operator == "+=" else (NUMBER,)
            self.operands(statement.operator, value, allowed, statement.at)
        self.solver.becomes(value, target, complain)

    def declaration(self, statement: Declare) -> None:
        name = statement.variable.name
        value = self.term(statement.value)
        if name in self.declared:
            path, first = self.declared[name]
            self.report(
                "Y035",
                statement.at,
                f"{name} is already declared at {path}:{first.at.line}",
                "declare it once, and use <<set>> afterwards",
            )
            return
        self.declared[name] = (self.path, statement)
        target = self.variable(name, statement.variable.at)
        if statement.type_name is not None:
            assert statement.type_at is not None
            wanted = BUILT_IN.get(statement.type_name) or (
                statement.type_name if statement.type_name in self.enums else None
            )
            if wanted is None:
                remedy = self.suggestions.near(statement.type_name, [*self.enums, "number", "string", "bool"])
                self.report(
                    "Y036",
                    statement.type_at,
                    f"there is no type “{statement.type_name}”",
                    remedy or "use number, string, bool or the name of an enum",
                )
            elif not self.solver.equal(value, wanted):
                self.report(
                    "Y030",
                    statement.at,
                    f"{name} is declared as {self.words(wanted)}, but its value is {self.words(value)}",
                    "make the value fit the type",
                )
                value = wanted
        if not self.solver.equal(target, value):
            self.report(
                "Y030",
                statement.at,
                f"{name} is declared as {self.words(value)}, but used elsewhere as {self.words(target)}",
                "use one type for one variable",
            )

    # --- expressions ------------------------------------------------------------------------------------------------

    def variable(self, name: str, at: Place) -> Term:
        found = self.terms.get(name)
        if found is None:
            found = self.terms[name] = self.solver.unknown()
            self.seen_at[name] = (self.path, at)
        return found

    def words(self, term: Term) -> str:
        name = self.solver.of(term)
        if isinstance(name, int):
            return "of a type not yet known"
        return _WORDS.get(name, f"a {name}")

    def term(self, expression: Expression) -> Term:
        """The type of an expression, known or not."""
        match expression:
            case Number():
                return NUMBER
            case Text():
                return TEXT
            case Truth():
                return TRUTH
            case Variable():
                return self.variable(expression.name, expression.at)
            case Member():
                return self.member(expression)
            case Call():
                return self.call(expression)
            case Unary():
                wanted = NUMBER if expression.operator == "-" else TRUTH
                found = self.term(expression.operand)
                if not self.solver.equal(found, wanted):
                    sign = "-" if wanted == NUMBER else "not"
                    self.report(
                        "Y031",
                        expression.at,
                        f"“{sign}” needs {_WORDS[wanted]}, not {self.words(found)}",
                        "put something else behind it",
                    )
                return wanted
            case Binary():
                return self.binary(expression)

    def binary(self, expression: Binary) -> Term:
        sign = expression.operator
        left, right = self.term(expression.left), self.term(expression.right)
        if not self.solver.equal(left, right):
            self.report(
                "Y030",
                expression.at,
                f"“{sign}” stands between {self.words(left)} and {self.words(right)}",
                "give both sides one type; string(), number() and bool() convert",
            )
            return TRUTH if sign in ("==", "!=", "<", "<=", ">", ">=", "&&", "||", "^") else NUMBER
        if sign in ("==", "!="):
            return TRUTH
        if sign in ("&&", "||", "^"):
            if not self.solver.equal(left, TRUTH):
                self.report(
                    "Y031",
                    expression.at,
                    f"“{sign}” needs true or false, not {self.words(left)}",
                    "compare the values first, as in $x > 0",
                )
            return TRUTH
        allowed = (NUMBER, TEXT) if sign == "+" else (NUMBER,)
        self.operands(sign, left, allowed, expression.at)
        return TRUTH if sign in ("<", "<=", ">", ">=") else left

    def operands(self, sign: str, found: Term, allowed: tuple[str, ...], at: Place) -> None:
        """Demand that what an operator works on is of a type that it can work on."""
        path = self.path

        def complain() -> None:
            self.report(
                "Y031",
                at,
                f"“{sign}” cannot be used with {self.words(found)}",
                "it works on " + " and ".join("numbers" if one == NUMBER else "texts" for one in allowed),
                path,
            )

        self.solver.one_of(found, allowed, complain)

    def member(self, expression: Member) -> Term:
        path = self.path
        if expression.enum == "":
            name = expression.case
            self.report(
                "Y007",
                expression.at,
                f"“{name}” is neither a variable, a function call nor a case of an enum",
                f'write ${name} for a variable, {name}() for a function, "{name}" for text',
            )
            return self.solver.unknown()
        if expression.enum is not None and expression.enum not in self.enums:
            remedy = (
                self.suggestions.near(expression.enum, list(self.enums))
                or "write <<enum …>> for it, or correct the name"
            )
            self.report("Y037", expression.at, f"there is no enum “{expression.enum}”", remedy)
            return self.solver.unknown()
        term: Term = self.solver.unknown() if expression.enum is None else expression.enum

        def complain(why: str) -> None:
            if why == "many":
                holders = " or ".join(self.solver.holders(expression.case)[:3])
                self.report(
                    "Y038",
                    expression.at,
                    f"“.{expression.case}” may be a case of {holders}",
                    "write the name of the enum before the dot",
                    path,
                )
                return
            known = self.solver.of(term)
            where = f"“{known}”" if isinstance(known, str) else "any enum"
            cases = list(self.enums[known].cases) if isinstance(known, str) and known in self.enums else []
            remedy = self.suggestions.near(expression.case, cases) or "add the case to the enum, or name another"
            self.report("Y037", expression.at, f"“{expression.case}” is no case of {where}", remedy, path)

        self.members.append((expression, term))
        self.solver.has_case(term, expression.case, complain)
        return term

    def call(self, expression: Call) -> Term:
        signature = self.functions.get(expression.name)
        if signature is None:
            parameters = tuple(self.solver.unknown(wide=True) for _ in expression.arguments)
            signature = self.functions[expression.name] = Signature(parameters=parameters, result=self.solver.unknown())
            self.implied.add(expression.name)
        given, wanted = len(expression.arguments), len(signature.parameters)
        if given < wanted or (given > wanted and signature.more is None):
            takes = f"{wanted} argument{'' if wanted == 1 else 's'}"
            message = f"{expression.name}() takes {takes}, not {given}"
            if expression.name in self.implied:
                message = f"{expression.name}() is called elsewhere with {takes}, but here with {given}"
            self.report("Y032", expression.at, message, "give as many arguments as the function takes")
        for index, argument in enumerate(expression.arguments):
            target = signature.parameters[index] if index < wanted else signature.more
            if target is None:
                self.term(argument)
            else:
                self.wanted(
                    argument, target, f"argument {index + 1} of {expression.name}() must be {self.words(target)}"
                )
        if expression.name in self.implied:
            self.open_results.append((self.path, expression, signature.result))
        return signature.result

    # --- the end ----------------------------------------------------------------------------------------------------

    def finish(self) -> Checked:
        self.solver.solve()
        unclear: set[Term] = set()
        for name, term in self.terms.items():
            known = self.solver.of(term)
            if isinstance(known, int):
                path, at = self.seen_at[name]
                unclear.add(known)
                self.report(
                    "Y034", at, f"nothing tells the type of {name}", f"write <<declare {name} = (first value)>>", path
                )
        for path, call, term in self.open_results:
            known = self.solver.of(term)
            if isinstance(known, int) and known not in unclear:
                unclear.add(known)
                self.report(
                    "Y034",
                    call.at,
                    f"nothing tells what {call.name}() gives",
                    "declare the function to the host (--functions), or correct its name",
                    path,
                )
        self.smart_variables()
        self.undeclared_functions()
        return Checked(
            problems=tuple(sorted(set(self.problems), key=lambda one: (one.path, one.line, one.column, one.code))),
            enums=self.enums,
            variables={name: self.solver.name(term) for name, term in self.terms.items()},
            declared={name: declare for name, (_, declare) in self.declared.items()},
            members={id(member): self.solver.name(term) for member, term in self.members},
        )

    def undeclared_functions(self) -> None:
        """Functions that nobody declares play only if the host has them."""
        unclear = {(one.path, one.line) for one in self.problems if one.code == "Y034"}
        told: set[str] = set()
        for path, call, _ in self.open_results:
            if call.name in told or (path, call.at.line) in unclear:
                continue
            told.add(call.name)
            near = self.suggestions.near(call.name, SIGNATURES)
            remedy = near or "declare it to the host (--functions), or correct its name"
            message = f"the function {call.name}() is declared nowhere"
            self.problems.append(problem(path, "Y044", call.at, message, remedy, "warning"))

    def smart_variables(self) -> None:
        """Nobody may set a smart variable, and none may depend on itself."""
        smart = {name: declare for name, (_, declare) in self.declared.items() if is_smart(declare)}
        for path, statement in self.sets:
            name = statement.variable.name
            if name in smart:
                self.report(
                    "Y039",
                    statement.variable.at,
                    f"{name} is a smart variable and cannot be set",
                    "change the variables that it follows from, or declare it with a plain value",
                    path,
                )
        needs = {
            name: {part.name for part in parts_of(declare.value) if isinstance(part, Variable) and part.name in smart}
            for name, declare in smart.items()
        }
        for name in _in_circles(needs):
            self.report(
                "Y040",
                smart[name].at,
                f"{name} follows from itself",
                "break the circle: declare one of the variables with a plain value",
                self.declared[name][0],
            )


def _in_circles(needs: dict[str, set[str]]) -> list[str]:
    """The names that need themselves, straight or by way of others (or that stand between two such circles)."""
    left = {name: set(needed) for name, needed in needs.items()}
    for _ in range(2):  # first what needs nothing that is left goes, then, turned round, what nothing left needs
        users: dict[str, set[str]] = {name: set() for name in left}
        for name, needed in left.items():
            for other in needed:
                users[other].add(name)
        free = [name for name, needed in left.items() if not needed]
        while free:
            gone = free.pop()
            del left[gone]
            for user in users.pop(gone):
                left[user].discard(gone)
                if not left[user]:
                    free.append(user)
        left = {name: {user for user in users[name] if user in left} for name in left}
    return [name for name in needs if name in left]


def infer(expression: Expression) -> tuple[dict[str, str], str, tuple[Problem, ...]]:
    """The types of the variables in a lone expression, its own, and what does not fit; unknown types are `any`."""
    checker = _Checker(dict(SIGNATURES))
    result = checker.term(expression)
    checker.solver.solve()

    def name(term: Term) -> str:
        known = checker.solver.of(term)
        return known if isinstance(known, str) else ANY

    return {name_: name(term) for name_, term in checker.terms.items()}, name(result), tuple(checker.problems)
