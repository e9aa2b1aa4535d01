/** The Java of docs/guides/from-spring.md compiles against Spring, with the classes it leaves to its reader. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { codeBlocks, page } from '../support/markdown.ts'

const imports = [
  'java.util.List',
  'jakarta.validation.Valid',
  'org.springframework.context.annotation.Configuration',
  'org.springframework.messaging.handler.annotation.*',
  'org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException',
  'org.springframework.messaging.simp.SimpMessagingTemplate',
  'org.springframework.messaging.simp.annotation.*',
  'org.springframework.messaging.simp.config.MessageBrokerRegistry',
  'org.springframework.stereotype.Controller',
  'org.springframework.web.socket.config.annotation.*',
].map((name) => `import ${name};`)

const given: Readonly<Record<string, string>> = {
  'jakarta/validation/Valid.java': 'package jakarta.validation; public @interface Valid {}',
  'Type.java': 'enum Type { ENTER, TALK }',
  'RoomService.java': 'interface RoomService { java.util.List<String> names(); }',
  'ChatMessage.java': `interface ChatMessage {
    Type getType(); String getRoomId(); String getSender(); void setMessage(String message);
  }`,
}

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'stompbox-'))))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file each, as Java wants it. */
function shown(): [name: string, text: string][] {
  const [java] = codeBlocks(page('docs/guides/from-spring.md')).filter(({ language }) => language === 'java')
  return java!.text.split(/\n(?=@Controller\n)/).map((text) => {
    const [, name] = /public class (\w+)/.exec(text)!
    return [`${name!}.java`, `${imports.join('\n')}\n${text}`]
  })
}

test.skipIf(inject('programs').java === undefined)(
  'the configuration and the controller',
  () => {
    const sources = [...Object.entries(given), ...shown()]
    for (const [name, text] of sources) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const [, , classPath] = inject('programs').java!.command
    const names = sources.map(([name]) => name)
    const { stderr, status } = spawnSync('javac', ['-cp', classPath!, ...names], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect([names.slice(-2), stderr, status]).toEqual([
      ['WebSocketConfig.java', 'ChatController.java'],
      '',
      0,
    ])
  },
  60_000,
)
