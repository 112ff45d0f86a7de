import { parseArgs } from 'node:util';
import { BRIDGE_PORT, KIOSK_PORT, portOf, readConfig, SERVER_PORT } from './config.ts';

const HELP = `retorno <command>

  demo     the demo hotel in a throw-away folder, with simulated devices: a till and a kiosk
             --outlet lobby | restaurant | spa | boutique   where the till stands (restaurant)
             --data <folder>                                keep the hotel there instead of throwing it away
  start    server and counters of the hotel in RETORNO_DATA (./data)
  server   the server alone
  bridge   one counter alone: retorno bridge <configuration file>
  verify   checks the books of RETORNO_DATA: ends with 0 where all is well, with 2 where something does not add up

  RETORNO_SERVER_PORT (${SERVER_PORT}) is where the server listens; RETORNO_BRIDGE_PORT (${BRIDGE_PORT}) and
  RETORNO_KIOSK_PORT (${KIOSK_PORT}) are where the demo's till and kiosk show their screens.
`;

const root = new URL('../', import.meta.url);

async function main(): Promise<void> {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: { help: { type: 'boolean' }, outlet: { type: 'string' }, data: { type: 'string' } },
	});
	const [command, file] = positionals;
	if (values.help || command === undefined) return void console.log(HELP);

	switch (command) {
		case 'demo': {
			const { runDemo } = await import('./demo/run-demo.ts');
			return runDemo(root, { ports: demoPorts(), outlet: values.outlet ?? 'restaurant', dataFolder: values.data, say });
		}
		case 'start': {
			const { runStart } = await import('./run-start.ts');
			return runStart(root, say);
		}
		case 'server':
			return void (await import('./main.ts'));
		case 'bridge': {
			if (file === undefined) throw new Error('retorno bridge needs its configuration file.');
			const { runBridge } = await import('./run-bridge.ts');
			const { buildOf, buildScreens } = await import('./screens.ts');
			buildScreens(root, say);
			process.exitCode = await runBridge(root, file, buildOf(root));
			return;
		}
		case 'verify': {
			const { runVerify } = await import('./run-verify.ts');
			const { dataFolder } = readConfig(process.env);
			process.exitCode = await runVerify(dataFolder, process.env, new Date().toISOString(), say);
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
