# The application of an experiment: it answers every request with how it was reached, one
# name=value a line. LABEL is written above.
import os
import sys

import mod_wsgi

try:
    import mw_probe
except ImportError:
    PACKAGE, PACKAGE_FROM = 'no', ''
else:
    PACKAGE, PACKAGE_FROM = 'yes', os.path.dirname(os.path.dirname(mw_probe.__file__))


def application(environ, start_response):
    asked = ('SCRIPT_NAME', 'PATH_INFO', 'REMOTE_USER', 'HTTP_AUTHORIZATION',
             'mod_wsgi.process_group', 'mod_wsgi.application_group')
    lines = [('script', __file__), ('label', LABEL)]
    lines += [(name, environ.get(name, '')) for name in asked]
    lines += [('sys.prefix', sys.prefix), ('sys.path', ':'.join(sys.path)), ('cwd', os.getcwd()),
              ('processes', mod_wsgi.maximum_processes), ('threads', mod_wsgi.threads_per_process),
              ('package', PACKAGE), ('package.from', PACKAGE_FROM)]
    body = ''.join('%s=%s\n' % line for line in lines)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [body.encode('utf-8', 'surrogateescape')]
