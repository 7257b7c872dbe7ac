"""The screens before and beside the show, as Kivy widgets. They know no SQL, no process and no story."""
