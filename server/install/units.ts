import type { LocalCounter } from '../counter-config.ts';
import { commandOf, environmentOf, HARDENING, KEPT_ALIVE, unitPath, type InstallPlace } from './unit-text.ts';

/** A file that is installed, and where. */
export type InstalledFile = { readonly path: string; readonly text: string };

const UNITS = '/etc/systemd/system';

/** What only root may read: DATABASE_URL, RETORNO_BACKUP_PASSPHRASE. */
const SECRETS = 'EnvironmentFile=-/etc/default/retorno';

export const serverUnit = (place: InstallPlace): InstalledFile => ({
	path: `${UNITS}/retorno-server.service`,
	text: `[Unit]
Description=Retorno, the server
After=network-online.target postgresql.service
Wants=network-online.target

[Service]
ExecStart=${commandOf(place, 'server')}
User=${place.user}
${environmentOf(place)}
${SECRETS}
${KEPT_ALIVE}
${HARDENING}
PrivateDevices=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
ReadWritePaths=${unitPath(place.dataFolder)}

[Install]
WantedBy=multi-user.target
`,
});

/** One counter. It sees the processes of others, to name who holds a device, and of devices only readers and printers. */
export const bridgeUnit = (place: InstallPlace, { name, configPath }: LocalCounter): InstalledFile => ({
	path: `${UNITS}/${bridgeService(name)}`,
	text: `[Unit]
Description=Retorno, the counter ${unitPath(name)}
After=network.target retorno-server.service

[Service]
ExecStart=${commandOf(place, 'bridge', configPath)}
User=${place.user}
SupplementaryGroups=dialout lp
${environmentOf(place)}
${KEPT_ALIVE}
${HARDENING}
DevicePolicy=closed
DeviceAllow=char-hidraw rw
DeviceAllow=char-ttyUSB rw
DeviceAllow=char-ttyACM rw
DeviceAllow=char-ttyS rw
DeviceAllow=char-usb rw
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
ReadWritePaths=${unitPath(place.dataFolder)}

[Install]
WantedBy=multi-user.target
`,
});

/** The screen of one counter, on the machine's first console, by a user who may read nothing of the counter. */
export const browserUnit = (place: InstallPlace, { name, role }: LocalCounter, port: number): InstalledFile => ({
	path: `${UNITS}/retorno-browser-${unitPath(name)}.service`,
	text: `[Unit]
Description=Retorno, the screen of ${unitPath(name)}
After=${bridgeService(name)} systemd-user-sessions.service getty@tty1.service
Wants=${bridgeService(name)}
Conflicts=getty@tty1.service
ConditionPathExists=/dev/tty0

[Service]
ExecStart=${commandOf(place, 'browser', '--role', role, '--port', String(port))}
User=retorno-screen
PAMName=login
TTYPath=/dev/tty1
TTYReset=yes
TTYVHangup=yes
TTYVTDisallocate=yes
StandardInput=tty-fail
StandardOutput=journal
UtmpIdentifier=tty1
UtmpMode=user
Restart=always
RestartSec=2

[Install]
WantedBy=graphical.target
`,
});

const bridgeService = (name: string): string => `retorno-bridge-${unitPath(name)}.service`;
