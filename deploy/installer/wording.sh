# shellcheck shell=bash
# What the installer says. The Linux console has no Chinese letters: there it speaks English, and
# docs/install.md explains each code in Chinese.

declare -A ZH EN

word() { ZH[$1]=$2 EN[$1]=$3; }

word E01 '请以 root 身份运行。' \
	'Run this as root.'
word E02 '这台电脑是 %s；需要 Debian 12 或 13。' \
	'This computer runs %s; Debian 12 or 13 is needed.'
word E03 '处理器类型 %s 不支持；需要 amd64 或 arm64。' \
	'The architecture %s is not supported; amd64 or arm64 is needed.'
word E04 '安装包适用于 %s，这台电脑是 %s。请换用对应的安装包。' \
	'This bundle is for %s, this computer is %s. Take the bundle made for it.'
word E05 '空间不足：%s 需要 %s MB，只剩 %s MB。' \
	'Not enough space: %s needs %s MB, %s MB are free.'
word E06 '安装包已损坏或不完整，请重新复制。有问题的文件：%s' \
	'The bundle is damaged or incomplete; copy it again. Files that differ: %s'
word E07 '安装包的签名不对，没有安装任何东西。请不要使用这个安装包。' \
	'The signature of the bundle is wrong; nothing was installed. Do not use this bundle.'
word E08 '安装包由另一把密钥签名：%s，应为：%s。没有安装任何东西。' \
	'The bundle is signed with another key: %s, expected: %s. Nothing was installed.'
word E09 '使用 --yes 安装时，请用 --key 写明总部给的密钥指纹；这个安装包的是：%s' \
	"With --yes, give head office's key fingerprint with --key; that of this bundle is: %s"
word E10 '步骤“%s”失败；已做的改动正在撤销。' \
	'The step "%s" failed; what was changed is being undone.'
word E11 '参数有误：%s。用法见 --help。' \
	'Wrong option: %s. See --help.'
word E12 '另一个安装正在进行。' \
	'Another installation is running.'
word E13 '未能撤销：%s。请处理后再运行一次安装程序。' \
	'This could not be undone: %s. Settle it, then run the installer again.'
word E14 '程序已装好，但登记没有完成。请核对网址和登记码，再运行：%s' \
	'The program is installed, but not enrolled. Check address and code, then run: %s'
word E15 '找不到备份U盘 %s，或者它不是 vfat、exfat、ext4 格式。' \
	'There is no backup stick at %s, or it is not formatted as vfat, exfat or ext4.'
word E16 '这台电脑没有可用的验证程序（gpgv 或 sqv），不能核对签名。' \
	'This computer has neither gpgv nor sqv; the signature cannot be verified.'

word I01 '安装包完好，签名密钥的指纹：%s' \
	'The bundle is whole. Fingerprint of its signing key: %s'
word I02 '请与总部给的纸条核对指纹，一字不差才能继续。' \
	"Compare it with head office's sheet. Go on only if every letter is the same."
word I03 '将要进行以下步骤（共 %s 步）：' \
	'These steps will be taken (%s in all):'
word I04 '一切已经就绪，没有需要改动的。' \
	'Everything is in place; nothing needs to be changed.'
word I05 '上一次安装中断了，先撤销它的改动。' \
	'The last installation was interrupted; its changes are undone first.'
word I06 '已撤销全部改动，电脑与安装前相同。' \
	'All changes were undone; the computer is as it was before.'
word I07 '安装完成。' \
	'Installed.'
word I08 '没有发现硬件看门狗：整机死机时不会自动重启。' \
	'No hardware watchdog was found: a computer that hangs as a whole is not restarted.'
word I09 '重启电脑后开始运行。' \
	'It runs once the computer is restarted.'
word I10 '升级过的软件包不能退回，保留：%s' \
	'Packages that were upgraded cannot be downgraded and stay: %s'
word I11 '还没有登记。有总部的，再运行：%s' \
	'Not enrolled yet. With a head office, run: %s'
word I12 '密钥 %s 请立刻复制到U盘，锁进保险柜（与备份分开）。' \
	'Copy the key %s to a USB stick now and lock it away, apart from the backups.'

word I13 '%s 是已有的配置，没有改动；请自行写进去：%s' \
	'%s was there already and is left as it is; add to it: %s'
word I14 '没有总部的营业厅：请打印恢复密钥（只显示一次），锁进保险柜：%s' \
	'A hall without a head office prints the recovery key (shown once) and locks it away: %s'
word I15 '以后的版本须由这把公钥签名：%s' \
	'Later versions must be signed by this public key: %s'

word Q1 '1. 这台电脑用作：1 营业厅终端  2 总部  3 两者  [1] ' \
	'1. This computer is: 1 a station in a hall  2 head office  3 both  [1] '
word Q2 '2. 这台电脑接顾客触摸屏吗？ y/n [y] ' \
	"2. Is the customers' touch screen connected to it? y/n [y] "
word Q3 '3. 总部网址（没有总部请直接回车）： ' \
	'3. Address of head office (empty if there is none): '
word Q3c '   登记码： ' \
	'   Enrolment code: '
word Q3b '   网点编号（字母或数字；稍后再定请直接回车）： ' \
	'   Branch id (letters or digits; empty to decide later): '
word Q3u '3. 总部第一个用户的用户名（稍后再定请直接回车）： ' \
	"3. Name of head office's first user (empty to decide later): "
word Q4 '4. 备份U盘的分区，如 /dev/sdb1（没有请直接回车）： ' \
	'4. Partition of the backup stick, such as /dev/sdb1 (empty if there is none): '
word Q5 '开始安装吗？ y/n [n] ' \
	'Install now? y/n [n] '

declare -A VERB=(
	[packages]='安装软件包' [zone]='设置时区' [config]='设置系统' [text]='写入文件' [user]='建立用户'
	[folder]='建立文件夹' [program]='放置程序' [environment]='安装程序的组件' [enabled]='设为开机启动'
	[default]='设置启动方式' [masked]='停用' [running]='启动'
)

# A step's name, in each language that the terminal can show.
verb() { if [ "${TERM-}" = linux ]; then printf '%s' "$1"; else printf '%s %s' "${VERB[$1]}" "$1"; fi; }

# say CODE ARGUMENT…: the line in each language that the terminal can show.
say() {
	local code=$1 name=''
	shift
	case $code in E* | I*) name="$code " ;; esac
	# shellcheck disable=SC2059 # the formats are those above
	{
		[ "${TERM-}" = linux ] || printf "$name${ZH[$code]}\n" "$@"
		printf "$name${EN[$code]}\n" "$@"
	}
}

die() {
	say "$@" >&2
	exit 1
}

# ask CODE: one line from the person; empty at the end of the input.
ask() {
	local answer=''
	say "$1" >&2
	printf '> ' >&2
	read -r answer || true
	printf '%s' "$answer"
}
