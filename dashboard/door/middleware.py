"""The middleware of the server, outermost first."""

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from dashboard.door.gate import Gate
from dashboard.door.head import Head
from dashboard.door.headers import Headers
from dashboard.door.media import Media
from dashboard.door.prompt import Prompt
from dashboard.door.sockets import Watched
from dashboard.door.uploads import Uploads

MIDDLEWARE = [
    Middleware(Prompt),
    Middleware(Headers),
    # Streamlit leaves its own scripts uncompressed: 4.4 MB on a first load instead of 1.4.
    Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
    Middleware(Head),
    Middleware(Gate),
    Middleware(Watched),
    Middleware(Uploads),
    Middleware(Media),
]
