import { openOutbox } from '../../../bridge/outbox/outbox.ts';
import { aCommand, visitId } from '../../shared/counter/samples.ts';

// A bridge whose plug is pulled: says of every visit that it was kept, once it was.
const outbox = openOutbox(process.argv[2]!);
for (let number = 1; number <= 50; number++) {
	const { id } = aCommand({ id: visitId(number) });
	outbox.keep(aCommand({ id }), '2026-11-21T19:42:00.000Z');
	process.stdout.write(`${id}\n`);
}
process.stdin.resume();
