"""Reads a development folder (documents.jsonl, queries.jsonl, home/) into plain text for rating.

The readers are deliberately simple: the app has its own. Nothing read here is ever trained on.
"""
import csv, email, email.policy, html, io, json, re, zipfile
from pathlib import Path


def _strip_tags(text):
    text = re.sub(r'(?is)<(script|style|head)\b.*?</\1>', ' ', text)
    text = re.sub(r'(?i)<(br|/p|/div|/h\d|/li|/tr|/td|/text:p|/text:h|/w:p|/a:p|/si|/row)\b[^>]*>', '\n', text)
    return html.unescape(re.sub(r'<[^>]+>', '', text))


def _zip_text(data, pattern):
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = sorted((n for n in archive.namelist() if re.search(pattern, n)), key=lambda n: (len(n), n))
    return '\n'.join(_strip_tags(archive.read(n).decode('utf8')) for n in names)


def _plain(data):
    if data[:2] in (b'\xff\xfe', b'\xfe\xff'):
        return data.decode('utf-16')
    for encoding in ('utf-8-sig', 'shift_jis', 'cp1251', 'latin1'):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # cp1251 decodes nearly anything: accept it only where the letters are Cyrillic.
        if encoding == 'cp1251' and len(re.findall('[а-яА-Я]', text)) < len(text) / 3:
            continue
        return text
    return data.decode('latin1')


def _pdf(path):
    from pypdf import PdfReader
    return '\n'.join(page.extract_text() for page in PdfReader(path).pages)


def _mail(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(preferencelist=('plain', 'html'))
    text = body.get_content()
    if body.get_content_type() == 'text/html':
        text = _strip_tags(text)
    return f"{message['subject'] or ''}\n{message['from'] or ''}\n{text}"


def _rtf(data):
    text = data.decode('latin1')
    text = re.sub(r'(?s)\{\\(fonttbl|colortbl|stylesheet|info)\b.*?\}\s*\}', '', text)
    text = re.sub(r"\\u(-?\d+) ?(?:\\'[0-9a-f]{2}|\?)?", lambda m: chr(int(m[1]) % 65536), text)
    codepage = re.search(r'\\ansicpg(\d+)', text)
    codepage = 'cp' + codepage[1] if codepage else 'cp1252'
    text = re.sub(r"\\'([0-9a-f]{2})", lambda m: bytes.fromhex(m[1]).decode(codepage, 'replace'), text)
    text = re.sub(r'\\(par|line)\b ?', '\n', text)
    return re.sub(r'\\[a-z]+-?\d* ?|[{}]', '', text)


def read(path):
    kind = path.suffix[1:].lower()
    data = path.read_bytes()
    if kind == 'pdf':
        return _pdf(path)
    if kind == 'docx':
        return _zip_text(data, r'^word/document\.xml$')
    if kind == 'odt':
        return _zip_text(data, r'^content\.xml$')
    if kind == 'pptx':
        return _zip_text(data, r'^ppt/slides/slide\d+\.xml$')
    if kind == 'xlsx':
        return _zip_text(data, r'^xl/(sharedStrings|worksheets/sheet\d+)\.xml$')
    if kind == 'epub':
        return _zip_text(data, r'\.x?html$')
    if kind == 'eml':
        return _mail(data)
    if kind == 'html':
        return _strip_tags(_plain(data))
    if kind == 'rtf':
        return _rtf(data)
    return _plain(data)


def load(folder):
    """-> (documents [{path, lang, text}], queries [{id, query, lang, kind, cross, relevant:set of paths}])"""
    folder = Path(folder)
    documents = []
    for line in open(folder / 'documents.jsonl', encoding='utf8'):
        document = json.loads(line)
        text = read(folder / 'home' / document['path'])
        documents.append({'path': document['path'], 'lang': document['lang'], 'text': re.sub(r'[ \t\r\f\v]+', ' ', text)})
    queries = []
    for line in open(folder / 'queries.jsonl', encoding='utf8'):
        query = json.loads(line)
        query['relevant'] = {r['path'] for r in query['relevant']}
        queries.append(query)
    return documents, queries
