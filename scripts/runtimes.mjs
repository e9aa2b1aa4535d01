import { installOnDebian } from './debian.mjs'
import { runCommand } from './run-command.mjs'

/** What the clients of other languages run on, and servers beside ours: how it is asked whether it is there, and where Debian has it. */
const runtimes = {
  python: {
    name: 'Python 3.10 or newer with pip',
    parts: [{ probe: ['python3', '-m', 'pip', '--version'], packages: ['python3', 'python3-pip'] }],
  },
  go: { name: 'Go 1.19 or newer', parts: [{ probe: ['go', 'version'], packages: ['golang-go'] }] },
  java: {
    name: 'a Java development kit, 17 or newer, and Maven',
    parts: [
      { probe: ['javac', '-version'], packages: ['default-jdk-headless'] },
      { probe: ['mvn', '-version'], packages: ['maven'] },
    ],
  },
  rabbitmq: {
    name: 'RabbitMQ as Debian has it',
    parts: [
      { probe: ['test', '-x', '/usr/lib/rabbitmq/bin/rabbitmq-server'], packages: ['rabbitmq-server'] },
    ],
  },
}

/**
 * Looks for these runtimes; on Debian, as root, what is missing is installed first.
 * @param {readonly ('python' | 'go' | 'java' | 'rabbitmq')[]} keys
 * @returns {Promise<Partial<Record<'python' | 'go' | 'java' | 'rabbitmq', string>>>} what is missing still, in words that say what to do
 */
export async function ensureRuntimes(keys = Object.keys(runtimes)) {
  const wanted = Object.values(await missingPackages(keys)).flat()
  if (wanted.length === 0) return {}
  await installOnDebian(wanted, 'the clients and servers of others')
  return Object.fromEntries(
    Object.entries(await missingPackages(keys)).map(([key, packages]) => [
      key,
      `Install ${runtimes[key].name}. On Debian: apt-get install ${packages.join(' ')}.`,
    ]),
  )
}

/** Debian's packages of each runtime that is not there. */
async function missingPackages(keys) {
  const entries = keys.map(async (key) => {
    const { parts } = runtimes[key]
    const answers = await Promise.all(parts.map(({ probe }) => runCommand(probe, { quiet: true })))
    return [key, parts.flatMap(({ packages }, index) => (answers[index].ok ? [] : packages))]
  })
  return Object.fromEntries((await Promise.all(entries)).filter(([, packages]) => packages.length > 0))
}
