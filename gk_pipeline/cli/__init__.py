"""The command `gk`.

`main` lists the commands; the other modules hold them by what they are for. Belongs here: options, exit codes, what
goes to which stream. Does not: work (`pipeline`), tables on screen (`console`). Commands import what they need when
they are called, so that `gk extract --help` stays light.
"""
