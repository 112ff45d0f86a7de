import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, err, type Result } from '#shared/kernel/result.ts';
import { finding, type Finding } from '#shared/self-check/finding.ts';
import { judgeFolder, judgeSecret } from '#shared/self-check/judge.ts';
import { asidesIn } from '../outbox/outbox-rescue.ts';
import { parseBridgeConfig, type BridgeConfig } from '../config.ts';
import type { Machine } from './surroundings.ts';

/** @returns the configuration and what is to be said of its file, or why there is none */
export async function checkConfig(
	path: string,
): Promise<Result<{ readonly config: BridgeConfig; readonly findings: readonly Finding[] }, Finding>> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (cause) {
		const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
		return err(finding(isMissing ? 'config_missing' : 'config_unreadable', { path }));
	}
	const parsed = parseBridgeConfig(text);
	if (!parsed.ok) return err(finding('config_invalid', { path, fault: parsed.error }));
	const { mode } = await stat(path);
	return ok({ config: parsed.value, findings: [finding('config_ok', { path }), ...judgeSecret(path, mode)] });
}

export async function checkFolder(folder: string, machine: Machine): Promise<readonly Finding[]> {
	const may = await machine.mayUse(folder);
	if (may === null) return judgeFolder(folder, null);
	const { mode } = await stat(folder);
	return judgeFolder(folder, { may, mode, freeBytes: await machine.freeBytes(folder) });
}

/** Each outbox that was damaged is told of for as long as it lies there. */
export const checkOutbox = (folder: string): readonly Finding[] =>
	existsSync(folder) ? asidesIn(folder).map(({ path, at }) => finding('outbox_damaged', { path, at })) : [];

export const checkScreens = (folder: string): Finding =>
	existsSync(join(folder, 'index.html')) ? finding('screens_ok') : finding('screens_missing', { folder });
