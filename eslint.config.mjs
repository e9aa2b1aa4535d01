import js from '@eslint/js'
import html from 'eslint-plugin-html'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '**/*.cjs', '**/*.min.js', 'stompbox.config.*'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-empty-function': 'off',
      'no-control-regex': 'off',
    },
  },
  {
    files: ['broker/src/**/*.ts', 'sdk/src/**/*.ts', 'examples/**/*.{ts,tsx}'],
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'No default exports but configuration files.' },
        { selector: 'TSEnumDeclaration', message: 'String unions instead of enums.' },
      ],
    },
  },
  {
    files: ['**/*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/require-await': 'off',
      // stompjs types its plain options as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  { files: ['**/*.tsx', 'sdk/src/react/**/*.ts'], extends: [reactHooks.configs.flat.recommended] },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  // The compiler knows what a page has: tests/unit/house/pages.test.ts.
  { files: ['examples/*/page/*.html'], plugins: { html }, rules: { 'no-undef': 'off' } },
  {
    files: ['examples/*/page/*.js'],
    languageOptions: { globals: { setInterval: 'readonly', clearInterval: 'readonly', URL: 'readonly' } },
  },
)
