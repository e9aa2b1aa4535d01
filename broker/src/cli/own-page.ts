import { join } from 'node:path'
import { ownPackage } from '../config-file/own-package.ts'

/** Where a page of the documentation lies that the package has with it, seen from a folder. */
export const ownPage = (page: string, folder: string): string => join(ownPackage(folder), 'dist/docs', page)
