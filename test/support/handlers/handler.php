<?php
// As an integrator writes it after the providers' documents: php -S 127.0.0.1:<port> handler.php
// What it understood goes to the standard error output, which php -S uses itself.

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$answer = null;
$status = 200;
switch ($path) {
	// doc.telecmi.com: its samples answer 204 to a POST of JSON.
	case '/telecmi':
		$understood = json_decode(file_get_contents('php://input'), true)['cmiuuid'];
		$status = 204;
		break;
	// github.com/mobtexting/docs: 200 or 202 count; a handshake wants its challenge back.
	case '/mobtexting':
		$message = json_decode(file_get_contents('php://input'), true);
		$understood = $message['challenge'] ?? $message['mid'];
		$answer = isset($message['challenge']) ? ['challenge' => $message['challenge']] : ['status' => 'ok'];
		break;
	// docs.callr.com: its sample answers 200 to every method, and to JSON it cannot read.
	case '/callr':
		$understood = json_decode(file_get_contents('php://input'), true)['cdr']['callid'] ?? null;
		$answer = ['success' => true];
		break;
	// dashboard.cllr.ai: its sample says that it has it, and works afterwards.
	case '/cllr':
		$understood = json_decode(file_get_contents('php://input'), true)['callId'];
		$answer = ['received' => true];
		break;
	// support.myoperator.com: a form whose one field is JSON.
	case '/myoperator':
		$understood = json_decode($_POST['myoperator'], true)['_ci'];
		$answer = ['status' => 'ok'];
		break;
	default:
		http_response_code(404);
		return;
}
file_put_contents('php://stderr', json_encode(['path' => $path, 'understood' => $understood]) . "\n");
http_response_code($status);
if ($answer !== null) {
	header('Content-Type: application/json');
	echo json_encode($answer);
}
