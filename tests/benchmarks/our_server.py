"""wxsim on granian until the command line does it."""
import sys
from functools import partial
from wxsim.granian_server import serve
from wxsim.app import create_app
from wxsim.demo import demo_world
def build(fast): return create_app(demo_world(), fast_lane=fast)
if __name__ == "__main__":
    serve(partial(build, "--no-fast-lane" not in sys.argv), host="127.0.0.1", port=int(sys.argv[sys.argv.index("--port")+1]), ready=lambda u: print("ready", u, flush=True))
