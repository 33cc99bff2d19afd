using System.Net.Sockets;

namespace ServerlessIot.Simulator.Sending.Lean;

internal sealed partial class Lane
{
    private bool TryConnect()
    {
        if (context.Now < _due || context.Connecting >= MaxConnecting)
            return false;
        var endPoint = context.EndPoint;
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        try
        {
            _socket.Connect(endPoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // The usual way of a socket that does not block: the outcome is asked for later.
        }
        catch (SocketException exception)
        {
            Lose(exception.SocketErrorCode.ToString());
            return false;
        }
        context.Connecting++;
        State = LaneState.Connecting;
        _due = context.Now + HandshakeTimeout;
        return true;
    }

    private bool TryFinishConnecting()
    {
        if (!_socket!.Poll(TimeSpan.Zero, SelectMode.SelectWrite))
            return LoseWhenLate();
        // SO_ERROR 0: the connection stands.
        if (_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int and not 0 and var error)
        {
            Lose(((SocketError)error).ToString());
            return true;
        }
        _socket.Send(_connect, SocketFlags.None, out var sendError);
        if (sendError != SocketError.Success)
        {
            Lose(sendError.ToString());
            return true;
        }
        _lastSent = context.Now;
        State = LaneState.Handshaking;
        return true;
    }

    private bool TryFinishHandshake() => Receive() || LoseWhenLate();

    private bool LoseWhenLate()
    {
        if (context.Now < _due)
            return false;
        Lose("no answer");
        return true;
    }

    private void GoOnline(bool isSessionPresent, int receiveMaximum)
    {
        context.Connecting--;
        State = LaneState.Online;
        _backoff.Reset();
        _awaitsPing = false;
        _lastReceived = context.Now;
        _receiveMaximum = Math.Min(receiveMaximum, MaxInFlight);
        // MQTT 5 starts anew when the broker has no session; 3.1.1 leaves the client's side of the session as it was.
        var again = _log.Rewind(markDuplicates: isSessionPresent || context.Address.Level == MqttLevel.V311);
        context.Progress.AddResent(again);
        Wake();
    }

    /// <summary>The connection is gone, or could not be made: try again after a while.</summary>
    private void Lose(string reason)
    {
        if (State == LaneState.Online)
            SimulatorLog.ConnectionLost(context.Logger, clientId, reason);
        else
            SimulatorLog.ConnectionFailed(context.Logger, clientId, reason);
        if (State is LaneState.Connecting or LaneState.Handshaking)
            context.Connecting--;
        CloseSocket();
        context.Progress.AddReconnect();
        State = LaneState.Closed;
        _due = context.Now + _backoff.Next();
    }

    private void CloseSocket()
    {
        _socket?.Dispose();
        _socket = null;
        _restLength = 0;
    }
}
