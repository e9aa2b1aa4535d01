/** Printed by `--help`. */
export const help = `stompbox: a STOMP broker over WebSocket, SockJS and TCP

Usage: stompbox [config] [options]

  config       a configuration file: .ts, .mts, .js, .mjs or .json. Left out, stompbox.config.*
               of this folder; without one, a chat that works by itself.

  --port N     port to listen on, 0 for any free one (8080)
  --host H     name or address to listen on (localhost), 0.0.0.0 for every network
  --json       log one JSON object per line
  --watch      take up changes of the configuration while sessions stay; --no-watch does not.
               Left out, it does where it writes to a terminal
  --help       this text
  --version    the version

Options win over the configuration, the configuration over the defaults in brackets.
Ctrl-C says goodbye to every client, then leaves; a second one leaves at once.

Exit codes: 0 stopped as asked, 1 could not start or failed, 2 wrong options,
            130 and 143 left at once on a second SIGINT or SIGTERM.
`
