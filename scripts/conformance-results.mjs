import { readFileSync } from 'node:fs'
import { inRoot } from './run-command.mjs'

/**
 * @typedef {'passed' | 'failed' | 'not tested'} Result
 * @typedef {{ id: string, text: string, versions: string[] }} Rule
 * @typedef {{ rules: string[], title: string }} Failure
 * @typedef {{ date: string, passed: number, failed: number, rules: Record<string, Record<string, Result>>, failures: Failure[] }} Results
 */

const requirements = () => readFileSync(inRoot('tests/conformance/requirements.md'), 'utf8')

/** @returns {{ heading: string, rules: Rule[] }[]} the sections of tests/conformance/requirements.md */
export function readSections() {
  const sections = requirements().split(/^## /m).slice(1)
  return sections.map((section) => ({
    heading: section.slice(0, section.indexOf('\n')),
    rules: Array.from(
      section.matchAll(/^\| ([A-Z]\d+) \| (.+) \| ([\d. ]+) \|$/gm),
      ([, id, text, versions]) => ({
        id,
        text,
        versions: versions.split(' '),
      }),
    ),
  }))
}

/**
 * A rule passes at a version when all tests that cite it there pass. A test that names no version stands for all.
 * @param {object} report of vitest's JSON reporter
 * @returns {Results}
 */
export function resultsOf(report) {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults.map(testOf))
  const done = tests.filter(({ status }) => status === 'passed' || status === 'failed')
  const rules = readSections().flatMap(({ rules }) => rules)
  const resultOf = (id, version) => resultOfAll(done.filter((test) => isAbout(test, id, version)))
  return {
    date: new Date(report.startTime).toISOString().slice(0, 10),
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    rules: Object.fromEntries(
      rules.map(({ id, versions }) => [
        id,
        Object.fromEntries(versions.map((version) => [version, resultOf(id, version)])),
      ]),
    ),
    failures: failuresOf(done, rules),
  }
}

function testOf({ ancestorTitles, title, status }) {
  const path = [...ancestorTitles, title].filter((part) => part !== '')
  const whole = path.join(' > ')
  const [, version] =
    /(?:^|> )at (1\.[012])(?: >|$)|\((?:new )?(1\.[012])\)/.exec(whole)?.filter(Boolean) ?? []
  const cited = Array.from(whole.matchAll(/\[([A-Z]\d+(?: [A-Z]\d+)*)\]/g), ([, ids]) => ids.split(' '))
  return { path, version, cited: cited.flat(), status }
}

const isAbout = (test, id, version) => test.cited.includes(id) && (test.version ?? version) === version

function resultOfAll(tests) {
  if (tests.length === 0) return 'not tested'
  return tests.some(({ status }) => status === 'failed') ? 'failed' : 'passed'
}

/** What failed of rules that hold where it failed, each once, without the ways in which it was tried. */
function failuresOf(tests, rules) {
  const failures = new Map()
  for (const test of tests.filter(({ status }) => status === 'failed')) {
    const broken = rules.filter(({ id, versions }) => versions.some((version) => isAbout(test, id, version)))
    const title = plain(test.path)
    const ids = new Set([...(failures.get(title) ?? []), ...broken.map(({ id }) => id)])
    if (ids.size > 0) failures.set(title, [...ids])
  }
  return Array.from(failures, ([title, ids]) => ({ rules: ids, title }))
}

const way = /^(over |at 1\.|whole|byte by byte|and the close|\w+\.md$)/

const plain = (path) =>
  path
    .filter((part) => !way.test(part) || part === path.at(-1))
    .filter((part, index, parts) => index === 0 || parts.length < 2 || !/^(whole|byte by byte)/.test(part))
    .map((part) => part.replace(/ \((new ?)?(1\.[012])?\)|(?:^| )\[[A-Z0-9 ]+\]/g, '').trim())
    .join(': ')
