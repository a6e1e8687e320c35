# The application of the suite: it answers with how it was reached, in fields that an answer to HEAD has too.
import sys


def field(value):
    return value.encode('latin-1').hex()


def answer(environ, start_response):
    asked = ('SCRIPT_NAME', 'PATH_INFO', 'mod_wsgi.process_group', 'mod_wsgi.application_group')
    values = [__file__] + [environ.get(name, '') for name in asked] + [sys.prefix] + sys.path
    start_response('200 OK', [('Content-Type', 'text/plain'), ('X-App', ' '.join('x' + field(value) for value in values))])
    return [b'app\n']


def application(environ, start_response):
    return answer(environ, start_response)


def app(environ, start_response):
    return answer(environ, start_response)
