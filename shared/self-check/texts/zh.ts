import { UDEV_FILE } from '../udev-rule.ts';
import type { FindingTexts } from './texts.ts';

const RULE_CURE = `把这一行写入 ${UDEV_FILE}：{rule} 然后运行：udevadm control --reload && udevadm trigger`;
const GROUP_CURE = '把 {user} 加入用户组 {group}（usermod -aG {group} {user}），然后重新启动柜台。';

export const zh: FindingTexts = {
	check_failed: ['检查“{check}”中断：{reason}。', '请再运行一次；若仍如此，请把诊断包发给技术支持。'],

	node_ok: ['本机运行 Node {version}。'],
	node_old: ['Node {version} 版本过旧。', '请安装 Node {needed} 或更新版本，或运行“npm ci”自动安装。'],

	config_ok: ['配置 {path} 完整。'],
	config_missing: ['没有配置文件 {path}。', '请用“retorno join”为本机配对，或把文件放回原处。'],
	config_unreadable: ['无权读取配置 {path}。', '请以柜台的用户身份运行。'],
	config_invalid: ['配置 {path} 有误：{fault}。', '请改正该文件；其余内容没有问题。'],
	file_exposed: ['本机其他用户可以读取 {path}（权限 {mode}），其中有密钥。', '请运行：chmod 600 {path}'],

	folder_ok: ['{folder} 可以写入，剩余 {freeMb} MB。'],
	folder_missing: ['没有文件夹 {folder}。', '请新建该文件夹，归 Retorno 的用户所有，权限 700；或重新接上磁盘。'],
	folder_unwritable: ['{folder} 无法写入。', '请把它交给 Retorno 的用户；若磁盘只读，请检查磁盘。'],
	folder_exposed: ['本机其他用户可以查看 {folder}（权限 {mode}）。', '请运行：chmod 700 {folder}'],
	folder_nearly_full: ['{folder} 只剩 {freeMb} MB。', '请在写满之前腾出空间：先清理旧备份和日志。'],
	folder_full: ['{folder} 已满：剩余 {freeMb} MB。', '请立即腾出空间：否则什么都无法入账。'],
	outbox_damaged: [
		'有账单的文件在 {at} 出错。可读的在新文件中，其余的在 {path}。',
		'请与酒店核对那时的账单，再把该文件移到别处。',
	],

	screens_ok: ['界面已构建。'],
	screens_missing: ['{folder} 中没有界面。', '请运行“npm run build”，或重新安装。'],

	bridge_running: ['柜台正在运行（进程 {pid}）。'],
	bridge_stopped: ['柜台没有运行。', '请启动：“retorno start”或 systemctl start retorno-bridge。'],
	bridge_silent: ['柜台正在运行（进程 {pid}），但没有回应。', '请结束该进程；它会自行重新启动。'],
	pages_ok: ['界面在 http://localhost:{port}。'],
	port_free: ['端口 {port} 空闲。'],
	port_held: ['端口 {port} 被 {process} 占用（进程 {pid}）。', '请结束该程序，或在配置中另选端口。'],
	port_taken: ['端口 {port} 被其他用户的程序占用。', '请用“sudo ss -ltnp”查看是哪个程序，或另选端口。'],
	port_forbidden: ['端口 {port} 不对普通用户开放。', '请选择 1024 以上的端口。'],

	server_ok: ['服务器 {url} 有回应。'],
	server_refused: ['{host}:{port} 没有程序在监听。', '请启动服务器，并检查其防火墙是否放行此端口。'],
	server_name_unknown: ['本机不认识名称 {host}。', '请检查拼写和域名服务器，或改用地址。'],
	server_silent: ['{host}:{port} 没有回应。', '请检查服务器是否开机，防火墙是否放行此端口。'],
	server_unreachable: ['无法到达 {host}。', '请检查网线和本机地址。'],
	server_mute: ['{host}:{port} 有回应，但不是 Retorno 的服务器。', '请检查配置中的地址。'],
	server_differs: [
		'{host}:{port} 的服务器不是本柜台配对过的那一台。',
		'若更换过服务器，请放回原来的 server.key 或重新配对；否则可能有人从中截取：请联系管理员。',
	],
	device_unknown: [
		'服务器不认识本柜台的密钥，或已将其收回。',
		'请重新配对：服务器上运行“retorno pair”，本机运行“retorno join”。',
	],
	protocol_unsupported: ['柜台与服务器的版本不能配合。', '请更新其中较旧的一个。'],
	clock_ok: ['时钟与服务器一致。'],
	clock_ahead: ['本机时钟比服务器快 {minutes} 分钟。', '请校准时钟，并由网络保持：timedatectl set-ntp true'],
	clock_behind: ['本机时钟比服务器慢 {minutes} 分钟。', '请校准时钟，并由网络保持：timedatectl set-ntp true'],

	readers_none: ['没有设置读卡器；像键盘一样输入的读卡器无需设置。'],
	reader_ok: ['读卡器 {reader} 就绪（{name}）。'],
	reader_absent: ['读卡器 {reader} 不在（{name}）。', '请接上；若已接上，请换一根线和一个插口。'],
	reader_forbidden: ['本柜台无权打开读卡器 {reader}（{path}）。', RULE_CURE],
	reader_group: ['本柜台无权打开读卡器 {reader}（{path}）。', GROUP_CURE],
	reader_held: ['读卡器 {reader}（{path}）被 {process} 占用（进程 {pid}）。', '请结束该程序，并不要让它随开机启动。'],
	reader_taken: ['另一个程序占用读卡器 {reader}（{name}）。', '请用“sudo fuser -v”加设备名查看是哪个程序，并结束它。'],
	reader_alike: ['读卡器 {reader}：有两台相同。', '请在本台的读卡器上刷一张会员卡。'],
	reader_misconfigured: ['读卡器 {reader} 发来的内容无法识别。', '请在配置中改正其速率和格式（{name}）。'],
	reader_recovering: ['电脑休眠后，读卡器 {reader} 正在重新启动。', '请稍候。'],
	reader_dirty: ['读卡器 {reader}：{badPercent} % 读取失败。', '请用清洁卡清洁磁头。'],
	reader_unreachable: ['读卡器 {reader} 在 {host}:{port} 没有回应。', '请检查其电源、网线和地址。'],

	printer_none: ['没有设置打印机。'],
	printer_ok: ['打印机就绪（{place}）。'],
	printer_paper_low: ['打印机的纸卷快用完了。', '请备好新的纸卷。'],
	slips_unkept: ['磁盘存不下等待打印的小票：柜台重启后它们会丢失。', '请清理磁盘空间或更换磁盘，之后会重新保存。'],
	printer_absent: ['打印机没有回应（{place}）。', '请开机，检查连线；若是网络打印机，再检查地址。'],
	printer_forbidden: ['本柜台无权打开打印机（{path}）。', RULE_CURE],
	printer_group: ['本柜台无权打开打印机（{path}）。', GROUP_CURE],
	printer_held: [
		'打印机（{path}）被 {process} 占用（进程 {pid}）。',
		'请结束该程序；系统的打印队列不能使用这台打印机。',
	],
	printer_busy: ['另一台电脑占用打印机（{place}）。', '请等它打印完，或在两边的配置中都写上“shared”。'],
	printer_stranger: ['{place} 回应的是另一台打印机。', '请恢复打印机的固定地址，或设置新的打印机。'],
	printer_paper_out: ['打印机没有纸。', '请装上新的纸卷。'],
	printer_cover_open: ['打印机的盖子开着。', '请合上。'],
	printer_cutter_stuck: ['打印机的切刀卡住了。', '请关机，取出碎纸。'],
	printer_head_hot: ['打印头过热。', '请等它冷却；之后会自行继续。'],
	printer_broken: ['打印机报告了无法自行排除的故障。', '请关机再开机；若仍如此，请送修。'],

	books_ok: ['{name} 的账簿可以打开（结构 {shape}）。'],
	books_missing: ['{folder} 中没有账簿。', '请检查 RETORNO_DATA，或恢复备份：“retorno restore”。'],
	books_damaged: ['账簿无法打开：{reason}。', '请停止营业系统，保留该文件，并恢复最近的备份。'],
	books_older: ['账簿结构较旧（{shape}）。', '服务器下次启动时会更新；请先备份。'],
	books_newer: ['账簿由更新版本的 Retorno 写成（结构 {shape}）。', '请重新安装那个版本。'],
	database_away: [
		'DATABASE_URL 的数据库没有回应：{reason}。',
		'请启动 PostgreSQL，并检查 DATABASE_URL 中的名称、端口和密码。',
	],
	keys_missing: ['没有 {path}：任何会员卡都无法识别。', '请放回您的副本，或恢复加密的备份。'],
	house_open: ['服务器正在运行。'],
	house_closed: ['服务器没有运行。', '请启动：“retorno start”或 systemctl start retorno-server。'],
	backup_ok: ['最近的备份是 {days} 天前的（{path}）。'],
	backup_old: ['最近的备份是 {days} 天前的（{path}）。', '请每晚运行“retorno backup”，存到另一块磁盘。'],
	backup_none: ['{folder} 中没有备份。', '请运行“retorno backup”；若备份在别处，请指明：--backups <文件夹>。'],
	certificate_ok: ['证书 {path} 还有 {days} 天有效。'],
	certificate_none: ['服务器还没有证书；首次启动时会生成。'],
	certificate_ending: ['证书 {path} 在 {days} 天后到期。', '请更新证书；服务器在一分钟内采用新文件。'],
	certificate_over: ['证书 {path} 已到期。', '请更新证书；服务器在一分钟内采用新文件。'],
	certificate_unfit: ['{path} 不是可以读取的证书。', '请放上正确的文件；服务器在一分钟内采用。'],
	clock_before_books: ['本机时钟早于最后一笔入账（{at}）。', '请先校准时钟，再入账。'],
};
