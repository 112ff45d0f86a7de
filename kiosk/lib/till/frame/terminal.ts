import type { Wording } from '../wording.ts';

/** `till-1` is written as people say it; any other name stands for itself. */
export function terminalName(terminal: string, { t }: Pick<Wording, 't'>): string {
	const number = /^till-(\d+)$/.exec(terminal)?.[1];
	return number ? t('terminal.till', { number }) : terminal;
}
