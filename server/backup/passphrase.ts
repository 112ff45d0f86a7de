import { readFileSync } from 'node:fs';

/**
 * The passphrase of sealed backups, from a file or from the environment; never from an argument, which everybody on the
 * machine could read. @returns `null` where none is given @throws where it is empty, because nothing would be sealed
 */
export function readPassphrase(file: string | undefined, env: NodeJS.ProcessEnv): string | null {
	const given =
		file === undefined ? env['RETORNO_BACKUP_PASSPHRASE'] : readFileSync(file, 'utf8').replace(/\r?\n$/, '');
	if (given === undefined) return null;
	if (given === '')
		throw new Error('The passphrase is empty. Give one, or none at all for a backup that is not sealed.');
	return given;
}
