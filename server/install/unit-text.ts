/** What units and rules are made for. */
export type InstallPlace = {
	/** The program's folder. */
	readonly root: string;
	/** The Node that runs it. */
	readonly node: string;
	readonly nodeFlags: readonly string[];
	readonly dataFolder: string;
	/** Who runs server and counters, with a group of the same name. */
	readonly user: string;
	/** RETORNO_SERVER_HOST and the like; nothing secret, units are read by everybody. */
	readonly settings: Readonly<Record<string, string>>;
};

/**
 * One word of a command line or one assignment, as systemd reads it.
 *
 * Source: systemd.syntax(7), quoting; systemd.unit(5), specifiers.
 *
 * @throws for what no unit can say
 */
export function unitWord(text: string): string {
	// eslint-disable-next-line no-control-regex -- A line break would begin another setting.
	if (/[\u0000-\u001f\u007f]/.test(text)) throw new Error(`A unit cannot name ${JSON.stringify(text)}.`);
	const escaped = text.replaceAll('%', '%%').replaceAll('$', '$$$$').replaceAll('\\', '\\\\').replaceAll('"', '\\"');
	return `"${escaped}"`;
}

/** A path as a setting of its own takes it: unquoted. */
export function unitPath(path: string): string {
	// eslint-disable-next-line no-control-regex -- A line break would begin another setting.
	if (/[\u0000-\u0020\u007f"'\\]/.test(path)) throw new Error(`A unit cannot name the folder ${JSON.stringify(path)}.`);
	return path.replaceAll('%', '%%');
}

/** What a process of ours never needs. Compiled code has to be writable and then executable, so that stays allowed. */
export const HARDENING = `NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
UMask=0077`;

/** Started again whatever happens, and where it says nothing for a minute. */
export const KEPT_ALIVE = `Type=notify
NotifyAccess=all
WatchdogSec=60
TimeoutStartSec=300
TimeoutStopSec=20
Restart=always
RestartSec=2`;

export const commandOf = ({ node, nodeFlags, root }: InstallPlace, ...words: readonly string[]): string =>
	[node, ...nodeFlags, `${root}/server/cli.ts`, ...words].map(unitWord).join(' ');

export const environmentOf = ({ dataFolder, settings }: InstallPlace): string =>
	Object.entries({ RETORNO_DATA: dataFolder, ...settings })
		.map(([name, value]) => `Environment=${unitWord(`${name}=${value}`)}`)
		.join('\n');
