"""Stage 1, data: unpacks Debian packages by name and writes plain and parallel text to out/data/.

  out/data/help.tsv      aligned paragraphs of the LibreOffice help: one line per paragraph, 15 cells (empty = missing)
  out/data/cldr.tsv      CLDR annotations: one emoji or sign per line, 15 cells, words separated by "; "
  out/data/names.tsv     CLDR names of countries, languages, currencies, months and units, 15 cells

Needs `apt-get download` (Debian or Ubuntu) the first time; the packages stay in out/deb/.
"""
import html, re, subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from common import LANGUAGES, OUT

HELP = {l: {'en': 'en-us', 'pt': 'pt-br', 'zh': 'zh-cn'}.get(l, l) for l in LANGUAGES if l != 'ar'}  # no Arabic help package
HELP_FOLDER = {'pt': 'pt-BR', 'zh': 'zh-CN', 'en': 'en-US'}


def unpack(name):
    target = OUT / 'deb' / name
    if not target.exists():
        (OUT / 'deb').mkdir(parents=True, exist_ok=True)
        subprocess.run(['apt-get', 'download', name], cwd=OUT / 'deb', check=True, stdout=subprocess.DEVNULL)
        package = next((OUT / 'deb').glob(f'{name}_*.deb'))
        subprocess.run(['dpkg-deb', '-x', package, target], check=True)
    return target


PARAGRAPH = re.compile(r'(?s)<(p|h[1-6]) id="((?:par|hd)_[^"]+)"[^>]*>(.*?)</\1>')


def clean(text):
    text = re.sub(r'(?s)<span hidden="true" id="MAC.*?</span>', '', text)
    return re.sub(r'\s+', ' ', html.unescape(re.sub(r'<[^>]+>', '', text))).strip()


def read_help():
    table = {}
    for column, language in enumerate(LANGUAGES):
        if language not in HELP:
            continue
        root = unpack(f'libreoffice-help-{HELP[language]}') / 'usr/share/libreoffice/help'
        root = next(f for f in root.iterdir() if (f / 'text').is_dir())
        for page in sorted(root.glob('text/**/*.html')):
            relative = str(page.relative_to(root))
            for _, identity, body in PARAGRAPH.findall(page.read_text('utf8', 'replace')):
                text = clean(body)
                if 3 <= len(text) <= 600:
                    table.setdefault((relative, identity), [''] * len(LANGUAGES))[column] = text
    seen = set()
    for cells in table.values():
        # A cell equal to the English one was never translated.
        cells = [c if i == 0 or c != cells[0] else '' for i, c in enumerate(cells)]
        if sum(map(bool, cells)) >= 4 and cells[0] not in seen:
            seen.add(cells[0])
            yield cells


def read_cldr():
    root = unpack('unicode-cldr-core') / 'usr/share/unicode/cldr/common'
    table = {}
    for column, language in enumerate(LANGUAGES):
        for folder in ('annotations', 'annotationsDerived'):
            for item in ET.parse(root / folder / f'{language}.xml').iter('annotation'):
                sign = item.get('cp')
                if re.search('[\U0001F3FB-\U0001F3FF]', sign):
                    continue  # skin tones repeat the same words
                cell = table.setdefault(sign, [[] for _ in LANGUAGES])[column]
                words = [w.strip() for w in (item.text or '').split('|')]
                # The short name ("tts") goes first.
                cell[:] = words + cell if item.get('type') else cell + words
    for sign, cells in table.items():
        if sum(map(bool, cells)) >= 4:
            yield ['; '.join(dict.fromkeys(c)) for c in cells]


def read_names():
    """Country, language, currency, month and unit names of CLDR: the same key in every language."""
    root = unpack('unicode-cldr-core') / 'usr/share/unicode/cldr/common/main'
    table = {}
    for column, language in enumerate(LANGUAGES):
        tree = ET.parse(root / f'{language}.xml').getroot()
        found = {}
        for group, tag in (('localeDisplayNames/languages', 'language'), ('localeDisplayNames/territories', 'territory')):
            for item in tree.findall(f'{group}/{tag}'):
                if not item.get('alt'):
                    found[(tag, item.get('type'))] = item.text
        for item in tree.findall('numbers/currencies/currency'):
            name = item.find('displayName')
            if name is not None and item.get('type') in CURRENCIES:
                found[('currency', item.get('type'))] = name.text
        for kind, key in (('month', 'months/monthContext[@type="format"]/monthWidth[@type="wide"]/month'), ('day', 'days/dayContext[@type="format"]/dayWidth[@type="wide"]/day')):
            for item in tree.findall(f'dates/calendars/calendar[@type="gregorian"]/{key}'):
                found[(kind, item.get('type'))] = item.text
        for item in tree.findall('dates/fields/field'):
            name = item.find('displayName')
            if name is not None and '-' not in item.get('type'):
                found[('field', item.get('type'))] = name.text
        for item in tree.findall('units/unitLength[@type="long"]/unit'):
            name = item.find('displayName')
            if name is not None:
                found[('unit', item.get('type'))] = name.text
        for key, text in found.items():
            if text and '↑' not in text:
                table.setdefault(key, [''] * len(LANGUAGES))[column] = text
    for cells in table.values():
        if sum(map(bool, cells)) >= 8:
            yield cells


CURRENCIES = set('EUR USD GBP CHF JPY CNY KRW INR RUB TRY PLN SEK NOK DKK CZK HUF BRL MXN CAD AUD SAR AED EGP'.split())


def write(name, lines):
    path = OUT / 'data' / name
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with open(path, 'w', encoding='utf8') as file:
        for line in lines:
            file.write(('\t'.join(c.replace('\t', ' ').replace('\n', ' ') for c in line) if isinstance(line, list) else line) + '\n')
            count += 1
    print(f'{name}: {count} lines, {path.stat().st_size / 1e6:.1f} MB')


if __name__ == '__main__':
    write('cldr.tsv', read_cldr())
    write('names.tsv', read_names())
    write('help.tsv', read_help())
