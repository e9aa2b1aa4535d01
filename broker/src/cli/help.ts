/** Printed by `--help`. */
export const help = `stompbox: a STOMP broker over WebSocket, SockJS and TCP

Usage: stompbox [config] [options]    serves
       stompbox init [file]           writes a configuration to start from
       stompbox explain [code]        says what a refusal or a close code means, and how to mend it

  config       a configuration file: .ts, .mts, .js, .mjs or .json. Left out, stompbox.config.*
               of this folder; without one, a chat that works by itself.
  file         where init writes, stompbox.config.ts when left out; it overwrites nothing
  code         a word such as bad-destination, or a number such as 1006; left out, all of them

  --port N     port to listen on, 0 for any free one (8080)
  --host H     name or address to listen on (localhost), 0.0.0.0 for every network
  --quiet      log warnings and failures only
  --verbose    log every frame, passcodes and tokens masked, and what Spring would not do
  --json       log one JSON object per line
  --watch      take up changes of the configuration while sessions stay; --no-watch does not.
               Left out, it does where it writes to a terminal
  --lang L     with explain: en or ko; left out, as LC_ALL, LC_MESSAGES or LANG say
  --help       this text, as does -h
  --version    the version

Options win over the configuration, the configuration over the defaults in brackets.
In a terminal h lists the keys. Ctrl-C says goodbye to every client, then leaves; a second one
leaves at once.

Exit codes: 0 stopped as asked, or done, 1 could not start or failed, 2 wrong options,
            130 and 143 left at once on a second SIGINT or SIGTERM.
`
