using System.Text;

namespace ServerlessIot.Adapters.Notify.Email;

/// <summary>Lines of one connection: replies are read within bounds, commands are written as they are.</summary>
internal sealed class SmtpLines(Stream stream)
{
    // RFC 5321, 4.5.3.1.5: a reply's line has at most 512 bytes; servers are known to send longer ones.
    private const int MostBytes = 4_096;
    private const int MostLines = 100;
    private readonly byte[] buffer = new byte[MostBytes];
    private int length;

    /// <summary>Whether nothing was received that nobody has read.</summary>
    public bool IsEmpty => length == 0;

    /// <summary>The next reply: its code and the texts of its lines.</summary>
    /// <exception cref="SmtpRefusedException">It is no reply, or too long.</exception>
    public async Task<(int Code, List<string> Texts)> ReadAsync(CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        while (texts.Count < MostLines)
        {
            var line = await LineAsync(cancellationToken).ConfigureAwait(false);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code) || (line.Length > 3 && line[3] is not (' ' or '-'))) throw new SmtpRefusedException("The mail server sent something that is no reply.");
            texts.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ') return (code, texts);
        }

        throw new SmtpRefusedException("The mail server sent a reply that is too long.");
    }

    /// <summary>Writes text with its line ends.</summary>
    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (buffer.AsSpan(0, length).IndexOf((byte)'\n') is var end and >= 0)
            {
                var line = Encoding.Latin1.GetString(buffer, 0, end).TrimEnd('\r');
                buffer.AsSpan((end + 1)..length).CopyTo(buffer);
                length -= end + 1;
                return line;
            }

            if (length == MostBytes) throw new SmtpRefusedException("The mail server sent a line that is too long.");
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0) throw new SmtpRefusedException("The mail server ended the connection.");
            length += read;
        }
    }
}
