"""A program in a terminal: standard input is what is typed, standard output what is shown.

terminal.py <columns> <rows> <program> [argument ...]

At the end one line of JSON on standard error: the exit code, negative for a signal, and whether the modes of the
terminal are those it had before.
"""

import fcntl, json, os, select, struct, subprocess, sys, termios

columns, rows, *program = sys.argv[1:]
screen, line = os.openpty()
fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))
before = termios.tcgetattr(line)


def take_terminal():
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


child = subprocess.Popen(
    program, stdin=line, stdout=line, stderr=line, start_new_session=True, preexec_fn=take_terminal
)
sources = [screen, 0]
while True:
    ready, _, _ = select.select(sources, [], [], 0.05)
    if screen in ready:
        os.write(1, os.read(screen, 65536))
    elif child.poll() is not None:
        break
    if 0 in ready:
        typed = os.read(0, 4096)
        if typed:
            os.write(screen, typed)
        else:
            sources.remove(0)
restored = termios.tcgetattr(line) == before
sys.stderr.write(json.dumps({"code": child.returncode, "isRestored": restored}) + "\n")
