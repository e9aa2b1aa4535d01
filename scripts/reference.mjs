import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { packages } from './reference/entries.mjs'
import { readTypes } from './reference/pages.mjs'
import { pagesWithTables } from './reference/tables.mjs'
import { undocumented } from './reference/undocumented.mjs'
import { inRoot, isStarted } from './run-command.mjs'

const folders = packages.map(({ folder }) => `docs/reference/${folder}`)

/** Pages of entries that are there, some of which may be of entries that were. */
const standing = () =>
  folders.flatMap((folder) => readdirSync(inRoot(folder)).map((name) => `${folder}/${name}`))

function write(made) {
  for (const path of standing()) if (!made.has(path)) rmSync(inRoot(path))
  for (const [path, text] of made) writeFileSync(inRoot(path), text)
}

const isAsMade = ([path, text]) => existsSync(inRoot(path)) && readFileSync(inRoot(path), 'utf8') === text

/** @returns {string[]} the pages that are not what the types and the catalogue say */
const outdated = (made) => [
  ...[...made].filter((each) => !isAsMade(each)).map(([path]) => path),
  ...standing().filter((path) => !made.has(path)),
]

/** Writes the reference; with `isCheck` says only what of it is not up to date. @returns {Promise<string[]>} complaints */
async function reference(isCheck) {
  for (const folder of folders) mkdirSync(inRoot(folder), { recursive: true })
  const { modules, pages } = await readTypes()
  const made = new Map([...(await pages()), ...pagesWithTables(modules)])
  const silent = undocumented(modules)
  if (!isCheck) write(made)
  return [
    ...silent,
    ...outdated(made).map((path) => `${path} is not up to date: npm run docs:reference writes it.`),
  ]
}

if (isStarted(import.meta.url)) {
  const complaints = await reference(process.argv.includes('--check'))
  for (const complaint of complaints) console.error(complaint)
  process.exitCode = complaints.length > 0 ? 1 : 0
}
