import { UDEV_FILE } from '../udev-rule.ts';
import type { FindingTexts } from './texts.ts';

const RULE_CURE = `Ponga esta línea en ${UDEV_FILE}: {rule} Después ejecute: udevadm control --reload && udevadm trigger`;
const GROUP_CURE = 'Añada {user} al grupo {group} (usermod -aG {group} {user}) y vuelva a arrancar el puesto.';

export const es: FindingTexts = {
	check_failed: [
		'La comprobación «{check}» se interrumpió: {reason}.',
		'Repítala; si sigue igual, envíe el paquete al soporte.',
	],

	node_ok: ['Node {version} funciona en este equipo.'],
	node_old: [
		'Node {version} es demasiado antiguo.',
		'Instale Node {needed} o posterior, o ejecute «npm ci», que lo trae.',
	],

	config_ok: ['La configuración {path} está completa.'],
	config_missing: [
		'No existe la configuración {path}.',
		'Empareje este equipo con «retorno join» o recupere el archivo.',
	],
	config_unreadable: ['No se permite leer la configuración {path}.', 'Ejecute esto como el usuario del puesto.'],
	config_invalid: [
		'La configuración {path} no es correcta: {fault}.',
		'Corrija el archivo; no hay nada más mal en él.',
	],
	file_exposed: [
		'Otros usuarios de este equipo pueden leer {path} (modo {mode}), y contiene una clave.',
		'Ejecute: chmod 600 {path}',
	],

	folder_ok: ['Se puede escribir en {folder}; quedan {freeMb} MB libres.'],
	folder_missing: [
		'No existe la carpeta {folder}.',
		'Créela, con el usuario de Retorno como dueño y modo 700, o vuelva a conectar el disco.',
	],
	folder_unwritable: [
		'No se puede escribir en {folder}.',
		'Désela al usuario de Retorno; si el disco es de solo lectura, revise el disco.',
	],
	folder_exposed: ['Otros usuarios de este equipo pueden ver {folder} (modo {mode}).', 'Ejecute: chmod 700 {folder}'],
	folder_nearly_full: [
		'Solo quedan {freeMb} MB libres en {folder}.',
		'Haga sitio antes de que se llene: primero copias y registros antiguos.',
	],
	folder_full: ['{folder} está llena: quedan {freeMb} MB libres.', 'Haga sitio ya: sin él no se puede anotar nada.'],
	outbox_damaged: [
		'El archivo de visitas se dañó el {at}. Lo legible está en el nuevo; el resto queda en {path}.',
		'Compare las cuentas de ese día con la oficina y guarde el archivo en otro sitio: con eso termina este aviso.',
	],

	screens_ok: ['Las pantallas están construidas.'],
	screens_missing: ['No hay pantallas en {folder}.', 'Ejecute «npm run build» o instale de nuevo.'],

	bridge_running: ['El puesto está en marcha (proceso {pid}).'],
	bridge_stopped: ['El puesto no está en marcha.', 'Arránquelo: «retorno start» o systemctl start retorno-bridge.'],
	bridge_silent: [
		'El puesto está en marcha (proceso {pid}) y no responde.',
		'Termine ese proceso; vuelve a arrancar solo.',
	],
	pages_ok: ['Las pantallas están en http://localhost:{port}.'],
	port_free: ['El puerto {port} está libre.'],
	port_held: [
		'El puerto {port} lo ocupa {process} (proceso {pid}).',
		'Termine ese programa o elija otro puerto en la configuración.',
	],
	port_taken: [
		'El puerto {port} lo ocupa un programa de otro usuario.',
		'Vea cuál con «sudo ss -ltnp» o elija otro puerto.',
	],
	port_forbidden: ['El puerto {port} no es para todos.', 'Elija un puerto desde el 1024.'],

	server_ok: ['El servidor {url} responde.'],
	server_refused: [
		'Nadie escucha en {host}:{port}.',
		'Arranque el servidor y compruebe que su cortafuegos deja pasar este puerto.',
	],
	server_name_unknown: [
		'Aquí no se conoce el nombre {host}.',
		'Revise cómo está escrito y el servidor de nombres, o use la dirección.',
	],
	server_silent: [
		'{host}:{port} no responde.',
		'Compruebe que el servidor está encendido y que un cortafuegos no cierra este puerto.',
	],
	server_unreachable: ['No hay camino hasta {host}.', 'Revise el cable de red y la dirección de este equipo.'],
	server_mute: [
		'En {host}:{port} responde algo, pero no como el servidor de Retorno.',
		'Revise la dirección en la configuración.',
	],
	server_differs: [
		'El servidor de {host}:{port} no es con el que se emparejó este puesto.',
		'Si se cambió el servidor, devuélvale su server.key o empareje de nuevo. Si no, alguien está en medio: llame al administrador.',
	],
	device_unknown: [
		'El servidor no conoce la clave de este puesto, o se le retiró.',
		'Empareje el puesto de nuevo: «retorno pair» allí, «retorno join» aquí.',
	],
	protocol_unsupported: [
		'El puesto y el servidor tienen versiones que no encajan.',
		'Actualice el más antiguo de los dos.',
	],
	clock_ok: ['El reloj coincide con el del servidor.'],
	clock_ahead: [
		'El reloj de este equipo va {minutes} minutos por delante del servidor.',
		'Póngalo en hora y deje que la red lo mantenga: timedatectl set-ntp true',
	],
	clock_behind: [
		'El reloj de este equipo va {minutes} minutos por detrás del servidor.',
		'Póngalo en hora y deje que la red lo mantenga: timedatectl set-ntp true',
	],

	readers_none: ['No hay ningún lector configurado; el que escribe como un teclado no lo necesita.'],
	reader_ok: ['El lector {reader} está listo ({name}).'],
	reader_absent: ['El lector {reader} no está ({name}).', 'Conéctelo; si lo está, pruebe otro cable y otra toma.'],
	reader_forbidden: ['Este puesto no puede abrir el lector {reader} ({path}).', RULE_CURE],
	reader_group: ['Este puesto no puede abrir el lector {reader} ({path}).', GROUP_CURE],
	reader_held: [
		'El lector {reader} ({path}) lo ocupa {process} (proceso {pid}).',
		'Termine ese programa y evite que arranque con el equipo.',
	],
	reader_taken: [
		'Otro programa ocupa el lector {reader} ({name}).',
		'Vea cuál con «sudo fuser -v» y el dispositivo, y termínelo.',
	],
	reader_alike: ['Lector {reader}: hay dos iguales.', 'Pase una tarjeta de socio por el de este mostrador.'],
	reader_misconfigured: [
		'El lector {reader} envía lo que no dice ningún lector.',
		'Corrija su velocidad y su lenguaje en la configuración ({name}).',
	],
	reader_recovering: ['El lector {reader} vuelve a arrancar tras la suspensión del equipo.', 'Espere un momento.'],
	reader_dirty: [
		'Lector {reader}: {badPercent} % de lecturas malas.',
		'Limpie el cabezal con una tarjeta de limpieza.',
	],
	reader_unreachable: [
		'El lector {reader} no responde en {host}:{port}.',
		'Revise su corriente, su cable y su dirección.',
	],

	printer_none: ['No hay ninguna impresora configurada.'],
	printer_ok: ['La impresora está lista ({place}).'],
	printer_paper_low: ['El rollo de la impresora está casi gastado.', 'Tenga uno nuevo a mano.'],
	printer_moved: [
		'La impresora tiene otra dirección y se encontró allí ({place} en lugar de {before}).',
		'Dele una dirección fija o escriba la nueva en la configuración.',
	],
	slips_unkept: [
		'El disco no guarda los recibos que esperan: se pierden si la caja se reinicia.',
		'Haga sitio en el disco o cámbielo; después se guardan de nuevo.',
	],
	printer_absent: [
		'La impresora no responde ({place}).',
		'Enciéndala, revise su cable y, si está en la red, su dirección.',
	],
	printer_forbidden: ['Este puesto no puede abrir la impresora ({path}).', RULE_CURE],
	printer_group: ['Este puesto no puede abrir la impresora ({path}).', GROUP_CURE],
	printer_held: [
		'La impresora ({path}) la ocupa {process} (proceso {pid}).',
		'Termine ese programa; ninguna cola de impresión del sistema debe tener esta impresora.',
	],
	printer_busy: [
		'Otro ordenador ocupa la impresora ({place}).',
		'Deje que termine de imprimir, o ponga «shared» en ambas configuraciones.',
	],
	printer_stranger: [
		'En {place} responde otra impresora.',
		'Devuelva a la impresora su dirección fija o configure la nueva.',
	],
	printer_paper_out: ['La impresora no tiene papel.', 'Ponga un rollo nuevo.'],
	printer_cover_open: ['La tapa de la impresora está abierta.', 'Ciérrela.'],
	printer_cutter_stuck: [
		'La cuchilla de la impresora está atascada.',
		'Apague la impresora y retire el trozo de papel.',
	],
	printer_head_hot: ['El cabezal de la impresora está caliente.', 'Deje que se enfríe; sigue sola.'],
	printer_broken: [
		'La impresora avisa de un fallo que no puede arreglar.',
		'Apáguela y enciéndala; si sigue igual, llévela a reparar.',
	],

	books_ok: ['Los libros de {name} se abren (forma {shape}).'],
	books_missing: ['No hay libros en {folder}.', 'Revise RETORNO_DATA, o restaure una copia: «retorno restore».'],
	books_damaged: [
		'Los libros no se abren: {reason}.',
		'Cierre el hotel, guarde el archivo y restaure la última copia.',
	],
	books_older: [
		'Los libros tienen una forma anterior ({shape}).',
		'El próximo arranque del servidor los pone al día; haga antes una copia.',
	],
	books_newer: ['Un Retorno más nuevo escribió los libros (forma {shape}).', 'Instale de nuevo esa versión.'],
	database_away: [
		'La base de datos de DATABASE_URL no responde: {reason}.',
		'Arranque PostgreSQL y revise nombre, puerto y contraseña en DATABASE_URL.',
	],
	keys_missing: ['Falta {path}: no se reconocería ninguna tarjeta.', 'Recupere su copia o restaure una copia sellada.'],
	house_open: ['El servidor está en marcha.'],
	house_closed: ['El servidor no está en marcha.', 'Arránquelo: «retorno start» o systemctl start retorno-server.'],
	backup_ok: ['La última copia tiene {days} días ({path}).'],
	backup_old: ['La última copia tiene {days} días ({path}).', 'Ejecute «retorno backup» cada noche, en otro disco.'],
	backup_none: [
		'No hay ninguna copia en {folder}.',
		'Ejecute «retorno backup»; si van a otro sitio, dígalo: --backups <carpeta>.',
	],
	certificate_ok: ['El certificado {path} vale {days} días más.'],
	certificate_none: ['El servidor aún no tiene certificado; lo crea en su primer arranque.'],
	certificate_ending: [
		'El certificado {path} termina en {days} días.',
		'Renuévelo; el servidor toma el archivo nuevo en un minuto.',
	],
	certificate_over: [
		'El certificado {path} ha terminado.',
		'Renuévelo; el servidor toma el archivo nuevo en un minuto.',
	],
	certificate_unfit: [
		'{path} no es un certificado que se pueda leer.',
		'Ponga ahí el archivo correcto; el servidor lo toma en un minuto.',
	],
	clock_before_books: [
		'El reloj de este equipo va por detrás de la última anotación ({at}).',
		'Ponga el reloj en hora antes de anotar nada más.',
	],
};
