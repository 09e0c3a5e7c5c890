# As an integrator writes it after the providers' documents, with the standard library alone: one request at a time,
# and its connections stay open. What it understood goes to stdout.

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit


def telecmi(text):
    """doc.telecmi.com: its samples answer 204 to a POST of JSON."""
    return 204, None, json.loads(text)["cmiuuid"]


def mobtexting(text):
    """github.com/mobtexting/docs: 200 or 202 count; a handshake wants its challenge back."""
    message = json.loads(text)
    if "challenge" in message:
        return 200, {"challenge": message["challenge"]}, message["challenge"]
    return 200, {"status": "ok"}, message["mid"]


def callr(text):
    """docs.callr.com: its sample answers 200 to JSON it cannot read, and by its library 501 to what is no POST."""
    try:
        understood = json.loads(text)["cdr"]["callid"]
    except json.JSONDecodeError:
        understood = None
    return 200, {"success": True}, understood


def cllr(text):
    """dashboard.cllr.ai: its sample says that it has it, and works afterwards."""
    return 200, {"received": True}, json.loads(text)["callId"]


def myoperator(text):
    """support.myoperator.com: a form whose one field is JSON."""
    call = json.loads(parse_qs(text)["myoperator"][0])
    return 200, {"status": "ok"}, call["_ci"]


answers = {
    "/callr": callr,
    "/cllr": cllr,
    "/telecmi": telecmi,
    "/mobtexting": mobtexting,
    "/myoperator": myoperator,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        path = urlsplit(self.path).path
        status, answer, understood = answers[path](text)
        print(json.dumps({"path": path, "understood": understood}), flush=True)
        self.send_response(status)
        if answer is not None:
            body = json.dumps(answer).encode()
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
