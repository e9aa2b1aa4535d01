/** Header names whose values have no place in a log, and values that give themselves away under any name. */
const secretName = /pass(code|word|wd|phrase)|authori[sz]ation|token|secret|cookie|credential|api-?key|jwt/i
const secretValue = /^(basic|bearer|digest)\s|^eyJ[\w-]+\.[\w-]+\./i

const mask = '***'

/** The value of a header as a log may show it. */
export const maskedValue = (name: string, value: string): string =>
  value !== '' && (secretName.test(name) || secretValue.test(value)) ? mask : value
