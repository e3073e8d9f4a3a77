"""MapServer's OGC API over the same points, as FastCGI behind nginx: the
fastest way to run it that Debian packages."""
import os
import pathlib

from common import Process, free_port, which

MAP = """
MAP
  NAME "bench"
  EXTENT -180 -90 180 90
  PROJECTION "epsg:4326" END
  WEB METADATA
    "ows_enable_request" "*"
    "ows_onlineresource" "http://127.0.0.1:{port}/ms"
    "oga_onlineresource" "http://127.0.0.1:{port}/ms"
    "ows_title" "bench"
    "ows_srs" "EPSG:4326"
  END END
  LAYER
    NAME "points"
    TYPE POINT
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "{file}"
    DATA "points"
    PROJECTION "epsg:4326" END
    METADATA
      "ows_title" "points"
      "ows_extent" "-180 -90 180 90"
      "gml_featureid" "id"
      "gml_include_items" "all"
      "ows_include_items" "all"
      "gml_types" "auto"
    END
    TEMPLATE "void"
  END
END
"""

CONFIG = """
CONFIG
  ENV
    OGCAPI_HTML_TEMPLATE_DIRECTORY "/usr/share/mapserver/ogcapi/templates/html-plain/"
  END
  MAPS
    BENCH "{map}"
  END
END
"""

NGINX = """
daemon off; {user} worker_processes 2; pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  keepalive_requests 1000000; tcp_nopush on; sendfile on;
  types {{ application/json json; }}
  {servers}
}}
"""

FASTCGI = """
  upstream ms {{ {upstreams} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    location ~ ^/ms(?<rest>/.*)$ {{
      fastcgi_pass ms; fastcgi_keep_conn on;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param SCRIPT_NAME /ms;
      fastcgi_param PATH_INFO /BENCH$rest;
      fastcgi_param SERVER_NAME 127.0.0.1;
      fastcgi_param SERVER_PORT {port};
      fastcgi_param SERVER_PROTOCOL HTTP/1.1;
      fastcgi_param HTTP_ACCEPT $http_accept;
    }}
  }}
"""


def nginx(folder, servers, port):
    conf = pathlib.Path(folder, "nginx.conf")
    # As root its workers would be nobody, who may not read the folder.
    user = "user root;" if os.getuid() == 0 else ""
    conf.write_text(NGINX.format(folder=folder, servers=servers, user=user))
    return Process([which("nginx"), "-p", folder, "-c", conf], port=port)


def start(folder, points_file, stack, workers=4):
    """Starts MapServer's workers and nginx on `stack` (an ExitStack); the port
    and the processes, nginx last."""
    port = free_port()
    map_file = pathlib.Path(folder, "bench.map")
    map_file.write_text(MAP.format(port=port, file=points_file))
    config = pathlib.Path(folder, "mapserver.conf")
    config.write_text(CONFIG.format(map=map_file))
    processes, upstreams = [], ""
    for _ in range(workers):
        one = free_port()
        processes.append(stack.enter_context(Process(
            [which("spawn-fcgi"), "-n", "-a", "127.0.0.1", "-p", str(one),
             which("mapserv")], port=one,
            variables={"MAPSERVER_CONFIG_FILE": str(config),
                       "PROJ_DATA": "/usr/share/proj"})))
        upstreams += f"server 127.0.0.1:{one}; "
    processes.append(stack.enter_context(nginx(folder, FASTCGI.format(
        upstreams=upstreams, port=port), port)))
    return port, processes
