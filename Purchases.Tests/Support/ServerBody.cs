using System.Text;
using System.Threading.Channels;

namespace Purchases.Tests.Support;

/// <summary>The body of another server's answer, sent piece by piece as a test says.</summary>
internal sealed class ServerBody : Stream
{
    private readonly Channel<byte[]> _pieces = Channel.CreateUnbounded<byte[]>();
    private readonly SemaphoreSlim _waiting = new(0);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Done when the reader waits for a piece: once before the first, once again after each that it has passed on.</summary>
    public Task Asked => _waiting.WaitAsync();

    public void Send(string piece) => _pieces.Writer.TryWrite(Encoding.UTF8.GetBytes(piece));

    public void End() => _pieces.Writer.Complete();

    public void Break() => _pieces.Writer.Complete(new IOException("The response ended prematurely."));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_pieces.Reader.TryRead(out var piece))
        {
            _waiting.Release();
            try
            {
                if (!await _pieces.Reader.WaitToReadAsync(cancellationToken)) return 0;
            }
            catch (ChannelClosedException e)
            {
                throw e.InnerException!;
            }

            _pieces.Reader.TryRead(out piece);
        }

        piece!.CopyTo(buffer);
        return piece!.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
