import { UDEV_FILE } from '../udev-rule.ts';
import type { FindingTexts } from './texts.ts';

const RULE_CURE = `Put this line into ${UDEV_FILE}: {rule} Then run: udevadm control --reload && udevadm trigger`;
const GROUP_CURE = 'Add {user} to the group {group} (usermod -aG {group} {user}), then start the counter again.';

export const en: FindingTexts = {
	check_failed: [
		'The check "{check}" broke off: {reason}.',
		'Run it again; if it stays so, send the bundle to support.',
	],

	node_ok: ['Node {version} runs this machine.'],
	node_old: ['Node {version} is too old.', 'Install Node {needed} or newer, or run "npm ci", which brings it.'],

	config_ok: ['The configuration {path} is complete.'],
	config_missing: [
		'There is no configuration {path}.',
		'Pair this machine with "retorno join", or copy the file back.',
	],
	config_unreadable: ['The configuration {path} may not be read.', 'Run this as the user of the counter.'],
	config_invalid: [
		'The configuration {path} is not right: {fault}.',
		'Correct the file; nothing else is wrong with it.',
	],
	file_exposed: ['Others on this machine can read {path} (mode {mode}), and it holds a key.', 'Run: chmod 600 {path}'],

	folder_ok: ['{folder} can be written, {freeMb} MB are free.'],
	folder_missing: [
		'There is no folder {folder}.',
		'Make it, owned by the user of Retorno, mode 700; or put the disk back.',
	],
	folder_unwritable: [
		'{folder} cannot be written.',
		'Give it to the user of Retorno; where the disk is read-only, look at the disk.',
	],
	folder_exposed: ['Others on this machine can look into {folder} (mode {mode}).', 'Run: chmod 700 {folder}'],
	folder_nearly_full: [
		'Only {freeMb} MB are free in {folder}.',
		'Make room before it is full: old backups and logs first.',
	],
	folder_full: ['{folder} is full: {freeMb} MB are free.', 'Make room now: nothing can be booked without.'],
	outbox_damaged: [
		'The file of visits was damaged on {at}. What could be read is in the new one; the rest lies in {path}.',
		'Compare that day’s bills with the office, then keep the file elsewhere: this ends with it.',
	],

	screens_ok: ['The screens are built.'],
	screens_missing: ['There are no screens in {folder}.', 'Run "npm run build", or install again.'],

	bridge_running: ['The counter runs (process {pid}).'],
	bridge_stopped: ['The counter does not run.', 'Start it: "retorno start", or systemctl start retorno-bridge.'],
	bridge_silent: [
		'The counter runs (process {pid}) and does not answer.',
		'End this process; it is started again by itself.',
	],
	pages_ok: ['The screens are at http://localhost:{port}.'],
	port_free: ['Port {port} is free.'],
	port_held: [
		'Port {port} is taken by {process} (process {pid}).',
		'End that program, or choose another port in the configuration.',
	],
	port_taken: [
		'Port {port} is taken by a program of another user.',
		'See which with "sudo ss -ltnp", or choose another port.',
	],
	port_forbidden: ['Port {port} is not for everybody.', 'Choose a port from 1024 on.'],

	server_ok: ['The server {url} answers.'],
	server_refused: [
		'Nobody listens at {host}:{port}.',
		'Start the server, and look whether its firewall lets this port in.',
	],
	server_name_unknown: [
		'The name {host} is unknown here.',
		'Look at the spelling and at the name server, or use the address.',
	],
	server_silent: [
		'{host}:{port} does not answer.',
		'Look whether the server is on, and whether a firewall lets this port in.',
	],
	server_unreachable: ['There is no way to {host}.', 'Look at the network cable and at the address of this machine.'],
	server_mute: [
		'At {host}:{port} something answers, and not as the server of Retorno.',
		'Look at the address in the configuration.',
	],
	server_differs: [
		'The server at {host}:{port} is not the one that this counter was paired with.',
		'If the server was replaced, put its server.key back or pair again. If not, somebody stands between: call the administrator.',
	],
	device_unknown: [
		'The server does not know the key of this counter, or it was taken away.',
		'Pair the counter again: "retorno pair" there, "retorno join" here.',
	],
	protocol_unsupported: ['Counter and server are of versions that do not go together.', 'Update the older of the two.'],
	clock_ok: ['The clock agrees with the server.'],
	clock_ahead: [
		'The clock of this machine is {minutes} minutes ahead of the server.',
		'Set it, and let the network keep it: timedatectl set-ntp true',
	],
	clock_behind: [
		'The clock of this machine is {minutes} minutes behind the server.',
		'Set it, and let the network keep it: timedatectl set-ntp true',
	],

	readers_none: ['No reader is set up; one that types like a keyboard needs none.'],
	reader_ok: ['Reader {reader} is ready ({name}).'],
	reader_absent: [
		'Reader {reader} is not there ({name}).',
		'Plug it in; if it is, try another cable and another socket.',
	],
	reader_forbidden: ['This counter may not open reader {reader} ({path}).', RULE_CURE],
	reader_group: ['This counter may not open reader {reader} ({path}).', GROUP_CURE],
	reader_held: [
		'Reader {reader} ({path}) is held by {process} (process {pid}).',
		'End that program, and keep it from starting with the machine.',
	],
	reader_taken: [
		'Another program has reader {reader} ({name}).',
		'See which with "sudo fuser -v" and the device, and end it.',
	],
	reader_alike: ['Reader {reader}: two look alike.', 'Swipe a member card on the one of this desk.'],
	reader_misconfigured: [
		'Reader {reader} sends what no reader says.',
		'Set its speed and language right in the configuration ({name}).',
	],
	reader_recovering: ['Reader {reader} starts again after the machine slept.', 'Wait a moment.'],
	reader_dirty: ['Reader {reader}: {badPercent} % bad reads.', 'Clean its head with a cleaning card.'],
	reader_unreachable: [
		'Reader {reader} does not answer at {host}:{port}.',
		'Look at its power, its cable and its address.',
	],

	printer_none: ['No printer is set up.'],
	printer_ok: ['The printer is ready ({place}).'],
	printer_paper_low: ['The roll in the printer is nearly used up.', 'Keep a new one at hand.'],
	printer_moved: [
		'The printer has another address, and was found there ({place} in place of {before}).',
		'Give it a fixed address, or write the new one into the configuration.',
	],
	slips_unkept: [
		'The disk does not hold the slips that wait: they are lost when the counter is started again.',
		'Make room on the disk, or replace it; then they are kept again.',
	],
	printer_absent: [
		'The printer does not answer ({place}).',
		'Switch it on, look at its cable, and at its address where it is on the network.',
	],
	printer_forbidden: ['This counter may not open the printer ({path}).', RULE_CURE],
	printer_group: ['This counter may not open the printer ({path}).', GROUP_CURE],
	printer_held: [
		'The printer ({path}) is held by {process} (process {pid}).',
		'End that program; a print queue of the system must not have this printer.',
	],
	printer_busy: [
		'Another computer holds the printer ({place}).',
		'Let it end its print, or say "shared" in both configurations.',
	],
	printer_stranger: [
		'Another printer answers at {place}.',
		'Give the printer its fixed address again, or set the new one up.',
	],
	printer_paper_out: ['The printer has no paper.', 'Put in a new roll.'],
	printer_cover_open: ['The cover of the printer is open.', 'Close it.'],
	printer_cutter_stuck: [
		'The cutter of the printer is stuck.',
		'Switch the printer off and take out the scrap of paper.',
	],
	printer_head_hot: ['The head of the printer is hot.', 'Let it cool down; it goes on by itself.'],
	printer_broken: [
		'The printer reports a fault that it cannot mend.',
		'Switch it off and on; if it stays so, have it repaired.',
	],

	books_ok: ['The books of {name} open (shape {shape}).'],
	books_missing: ['There are no books in {folder}.', 'Look at RETORNO_DATA; or restore a backup: "retorno restore".'],
	books_damaged: ['The books do not open: {reason}.', 'Close the hotel, keep the file, and restore the last backup.'],
	books_older: [
		'The books have an older shape ({shape}).',
		'The next start of the server brings them up; make a backup before.',
	],
	books_newer: ['A newer Retorno wrote the books (shape {shape}).', 'Install that version again.'],
	database_away: [
		'The database of DATABASE_URL does not answer: {reason}.',
		'Start PostgreSQL, and look at name, port and password in DATABASE_URL.',
	],
	keys_missing: [
		'There is no {path}: no card would be known.',
		'Put back your copy of it, or restore a sealed backup.',
	],
	house_open: ['The server runs.'],
	house_closed: ['The server does not run.', 'Start it: "retorno start", or systemctl start retorno-server.'],
	backup_ok: ['The last backup is {days} days old ({path}).'],
	backup_old: ['The last backup is {days} days old ({path}).', 'Run "retorno backup" each night, to another disk.'],
	backup_none: [
		'There is no backup in {folder}.',
		'Run "retorno backup"; where they go elsewhere, name it: --backups <folder>.',
	],
	certificate_ok: ['The certificate {path} is good for {days} days.'],
	certificate_none: ['The server has no certificate yet; its first start makes it.'],
	certificate_ending: [
		'The certificate {path} ends in {days} days.',
		'Renew it; the server takes the new file within a minute.',
	],
	certificate_over: ['The certificate {path} has ended.', 'Renew it; the server takes the new file within a minute.'],
	certificate_unfit: [
		'{path} is no certificate that can be read.',
		'Put the right file there; the server takes it within a minute.',
	],
	clock_before_books: [
		'The clock of this machine is before the last booking ({at}).',
		'Set the clock before anything else is booked.',
	],
};
