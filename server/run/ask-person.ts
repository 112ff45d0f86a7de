import { createInterface } from 'node:readline/promises';

/** Asks whoever sits at the terminal. @throws with a sentence where nobody does */
export async function askPerson(question: string): Promise<string> {
	if (!process.stdin.isTTY) throw new Error('Nobody can be asked here: --code and --fingerprint, or --file, say it.');
	const terminal = createInterface({ input: process.stdin, output: process.stdout });
	try {
		return await terminal.question(question);
	} finally {
		terminal.close();
	}
}
