"""Drills: facts become questions, answers become marks, a session decides what comes next. All pure."""
