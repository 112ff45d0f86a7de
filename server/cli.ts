import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BRIDGE_PORT, KIOSK_PORT, portOf, readConfig, SERVER_PORT } from './config.ts';

const HELP = `retorno <command>

  demo     the demo hotel in a throw-away folder, with simulated devices: a till and a kiosk
             --outlet lobby | restaurant | spa | boutique   where the till stands (restaurant)
             --programme miramar | monedero                 in euros, or a wallet in pesos (miramar)
             --data <folder>                                keep the hotel there instead of throwing it away
  start    server and counters of the hotel in RETORNO_DATA (./data)
             --host 0.0.0.0                                 lets the server be reached from other machines, over TLS
  server   the server alone; --host as above
  bridge   one counter alone: retorno bridge <configuration file>
  verify   checks the books of RETORNO_DATA: ends with 0 where all is well, with 2 where something does not add up
  backup   copies the books of RETORNO_DATA, also while the hotel is open, checks the copy and packs it into one file
             --to <folder or file.retorno>                  where to (backups, in RETORNO_DATA)
             --keep <n>                                     so many of this hotel stay in the folder, older ones go
  restore  puts a backup into its place, or changes nothing and says why: retorno restore <backup>
             --into <folder>                                where to (RETORNO_DATA)
             --replace                                      books that stand there are moved aside
  erase    forgets a guest for good: retorno erase <member id>
             --yes                                          does it; without it you are told what would be done
  expire   points that have run out and tiers whose term is over, as the server does it each night by itself
             --preview                                      says what would expire, and which guests nobody has told
             --apply                                        does it
  key      the keys of POS systems and whoever else calls the API
             retorno key create <name>                      hands one out, which is shown once
               --scopes pos,events                          what it may ask for (pos)
               --outlets restaurant,spa                     whom it speaks for (every outlet)
               --test                                       opens the sandbox, which has none of the hotel's guests
             retorno key rotate <id>                        hands out its successor
               --overlap <days>                             so long the old one goes on working (7)
             retorno key list | retorno key revoke <id>
  pair     lets a counter on another machine join: retorno pair <counter name>, shows a code for a minute
             --role till | kiosk --outlet <code>            what it is and where it stands
             --url https://<server>:<port>                  where it reaches this server (the name of this machine)
             --file <path> --hours <n>                      writes a file instead, good once and for so long (24)
  join     makes this machine a counter: retorno join https://<server>:4700
             --code <digits> --fingerprint <groups>         what the server shows, for scripts
             --file <path>                                  what "retorno pair --file" wrote, without questions
             --port <n>                                     where its pages are (4710, of a kiosk 4711)
  record   copies what the last minutes of this machine's counters were to files, for support: no name, no card
             retorno record [<counter>] --to <folder>       one counter, or all of them, into a folder (.)
  simulate --replay <record>: plays the devices of a record again, and says what came of it then and now
  counter  retorno counter list                           all of them, and what is not well with them
             retorno counter show <id>                      one, with what to do and its last warnings
             retorno counter revoke <id>                    takes its key away
             retorno counter unbooked                       visits of counters that were away: not booked, or owed for
             retorno counter book <number>                  books one again, when its cause is mended
             retorno counter dismiss <number> --reason "…"  puts one away
  units    the systemd units and udev rules for what this machine has
             --to <folder>                                  writes them there instead of showing them
             --user <name>                                  who runs server and counters (retorno)
  browser  keeps a full-screen browser before the page of a counter: --role till | kiosk --port <n>
  doctor   looks at server and counters of this machine: what is wrong, why, and what to do. Ends with 0 where all is well,
           with 1 where something wants attention, with 2 where something does not work
             --json                                         for scripts
             --bundle <file>                                writes what helps somebody afar: no keys, no names
             --backups <folder>                             where backups lie (backups, in RETORNO_DATA)

  A backup is sealed where RETORNO_BACKUP_PASSPHRASE or --passphrase-file <file> gives a passphrase; then it holds
  keys.json as well. How backup and restore end: docs/operations.md.

  RETORNO_SERVER_PORT (${SERVER_PORT}) is where the server listens; RETORNO_BRIDGE_PORT (${BRIDGE_PORT}) and
  RETORNO_KIOSK_PORT (${KIOSK_PORT}) are where the demo's till and kiosk show their screens.
`;

const root = new URL('../', import.meta.url);

async function main(): Promise<void> {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: {
			...{ help: { type: 'boolean' }, outlet: { type: 'string' }, data: { type: 'string' }, to: { type: 'string' } },
			...{ keep: { type: 'string' }, into: { type: 'string' }, 'passphrase-file': { type: 'string' } },
			...{ replace: { type: 'boolean' }, yes: { type: 'boolean' }, test: { type: 'boolean' } },
			...{ scopes: { type: 'string' }, outlets: { type: 'string' }, overlap: { type: 'string' } },
			...{ host: { type: 'string' }, role: { type: 'string' }, url: { type: 'string' }, file: { type: 'string' } },
			...{ hours: { type: 'string' }, code: { type: 'string' }, fingerprint: { type: 'string' } },
			...{ port: { type: 'string' }, reason: { type: 'string' } },
			...{
				user: { type: 'string' },
				json: { type: 'boolean' },
				bundle: { type: 'string' },
				backups: { type: 'string' },
			},
			...{ replay: { type: 'string' } },
			...{ preview: { type: 'boolean' }, apply: { type: 'boolean' }, programme: { type: 'string' } },
		},
	});
	async function booksOf(dataFolder: string) {
		const { readPassphrase } = await import('./backup/passphrase.ts');
		const passphrase = readPassphrase(values['passphrase-file'], process.env);
		const databaseUrl = process.env['DATABASE_URL'] || null;
		return { dataFolder, databaseUrl, passphrase, now: new Date().toISOString() };
	}
	const [command, file, argument] = positionals;
	if (values.help || command === undefined) return void console.log(HELP);

	if (values.host !== undefined) process.env['RETORNO_SERVER_HOST'] = values.host;

	switch (command) {
		case 'demo': {
			const { runDemo } = await import('./demo/run-demo.ts');
			const { outlet = 'restaurant', programme = 'miramar', data: dataFolder } = values;
			return runDemo(root, { ports: demoPorts(), outlet, programme, dataFolder, say });
		}
		case 'start': {
			const { runStart } = await import('./run/start.ts');
			return runStart(root, say);
		}
		case 'server':
			return void (await import('./main.ts'));
		case 'bridge': {
			if (file === undefined) throw new Error('retorno bridge needs its configuration file.');
			const { runBridge } = await import('./run/bridge.ts');
			const { buildOf, buildScreens } = await import('./screens.ts');
			buildScreens(root, say);
			process.exitCode = await runBridge(root, file, buildOf(root));
			return;
		}
		case 'verify': {
			const { runVerify } = await import('./run/verify.ts');
			const { dataFolder } = readConfig(process.env);
			process.exitCode = await runVerify(dataFolder, process.env, new Date().toISOString(), say);
			return;
		}
		case 'backup': {
			const { runBackup } = await import('./run/backup.ts');
			const { to, keep } = values;
			process.exitCode = await runBackup({ ...(await booksOf(readConfig(process.env).dataFolder)), to, keep }, say);
			return;
		}
		case 'restore': {
			if (file === undefined) throw new Error('retorno restore needs the backup.');
			const { runRestore } = await import('./run/restore.ts');
			const dataFolder = values.into === undefined ? readConfig(process.env).dataFolder : resolve(values.into);
			const order = { ...(await booksOf(dataFolder)), backupPath: resolve(file), replace: values.replace ?? false };
			process.exitCode = await runRestore(order, say);
			return;
		}
		case 'erase': {
			if (file === undefined) throw new Error('retorno erase needs the id of the member.');
			const { runErase } = await import('./run/erase.ts');
			const { dataFolder } = readConfig(process.env);
			const about = { memberId: file, isConfirmed: values.yes ?? false, now: new Date().toISOString() };
			process.exitCode = await runErase({ ...about, dataFolder, env: process.env }, say);
			return;
		}
		case 'expire': {
			if (values.preview === values.apply) throw new Error('retorno expire needs either --preview or --apply.');
			const { runExpire } = await import('./run/expire.ts');
			const { dataFolder } = readConfig(process.env);
			const now = new Date().toISOString();
			return runExpire({ dataFolder, env: process.env, isApplied: values.apply ?? false, now }, say);
		}
		case 'key': {
			const { runKey } = await import('./run/key.ts');
			const { readKeyOrder } = await import('./run/key-order.ts');
			const { dataFolder } = readConfig(process.env);
			const place = { dataFolder, env: process.env, now: new Date().toISOString() };
			process.exitCode = await runKey(readKeyOrder(file, argument, values), place, say);
			return;
		}
		case 'pair': {
			if (file === undefined) throw new Error('retorno pair needs the name of the counter: till-2.');
			const { runPair } = await import('./run/pair.ts');
			const { dataFolder, port } = readConfig(process.env);
			const { role = '', outlet = '', url = `https://${hostname()}:${port}`, hours = '24' } = values;
			const written = values.file === undefined ? null : { path: resolve(values.file), hours: Number(hours) };
			const order = { name: file, role, outlet, url, file: written };
			process.exitCode = await runPair(order, { dataFolder, env: process.env }, say);
			return;
		}
		case 'join': {
			const { runJoin } = await import('./run/join.ts');
			const { askPerson } = await import('./run/ask-person.ts');
			const { dataFolder } = readConfig(process.env);
			const screensFolder = fileURLToPath(new URL('build/kiosk', root));
			const port = values.port === undefined ? undefined : portOf(values.port, BRIDGE_PORT, '--port');
			const { code, fingerprint } = values;
			const order = { url: file, code, fingerprint, file: values.file, port };
			process.exitCode = await runJoin(order, { dataFolder, screensFolder, ask: askPerson, say });
			return;
		}
		case 'record': {
			const { runRecord } = await import('./run/record.ts');
			const { dataFolder } = readConfig(process.env);
			process.exitCode = await runRecord({ dataFolder, counter: file, to: resolve(values.to ?? '.') }, say);
			return;
		}
		case 'simulate': {
			if (values.replay === undefined) throw new Error('retorno simulate needs --replay and a record.');
			const { runReplay } = await import('./run/bridge.ts');
			process.exitCode = await runReplay(root, resolve(values.replay));
			return;
		}
		case 'counter': {
			const { readCounterOrder, runCounter } = await import('./run/counter.ts');
			const place = { dataFolder: readConfig(process.env).dataFolder, env: process.env };
			const now = new Date().toISOString();
			const { isConflictVerb, readConflictOrder, runConflicts } = await import('./run/conflicts.ts');
			process.exitCode = isConflictVerb(file)
				? await runConflicts(readConflictOrder(file, argument, values.reason), place, now, say)
				: await runCounter(readCounterOrder(file, argument), place, now, say);
			return;
		}
		case 'units': {
			const { runUnits } = await import('./run/units.ts');
			const order = { to: values.to && resolve(values.to), user: values.user ?? 'retorno' };
			return runUnits(order, root, process.env, say);
		}
		case 'browser': {
			const { browserCommand, pageOf, runBrowser } = await import('./run/browser.ts');
			const { answersAt } = await import('./run/service-manager.ts');
			const port = portOf(values.port, values.role === 'kiosk' ? KIOSK_PORT : BRIDGE_PORT, '--port');
			const command = browserCommand(pageOf(values.role, port), process.env);
			const ending = new AbortController();
			for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());
			const hearsPage = () => answersAt(port, '/healthz/page');
			process.exitCode = await runBrowser({ command, hearsPage, say, signal: ending.signal });
			return;
		}
		case 'doctor': {
			const { runDoctor } = await import('./run/doctor.ts');
			const { json = false, bundle, backups } = values;
			const order = { json, bundle: bundle && resolve(bundle), backups: backups && resolve(backups) };
			process.exitCode = await runDoctor(order, { root, env: process.env, now: new Date().toISOString() }, say);
			return;
		}
		default:
			throw new Error(`There is no command "${command}". retorno --help lists them.`);
	}
}

const say = (text: string): void => console.log(text);

const demoPorts = () => ({
	server: portOf(process.env['RETORNO_SERVER_PORT'], SERVER_PORT, 'RETORNO_SERVER_PORT'),
	till: portOf(process.env['RETORNO_BRIDGE_PORT'], BRIDGE_PORT, 'RETORNO_BRIDGE_PORT'),
	kiosk: portOf(process.env['RETORNO_KIOSK_PORT'], KIOSK_PORT, 'RETORNO_KIOSK_PORT'),
});

main().catch((cause: unknown) => {
	console.error(cause instanceof Error ? cause.message : cause);
	process.exitCode = 1;
});
