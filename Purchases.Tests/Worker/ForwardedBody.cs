using System.Net;

namespace Purchases.Tests.Worker;

/// <summary>A body that is sent on as it comes; its call goes ahead before there is any of it.</summary>
internal sealed class ForwardedBody(Stream body) : HttpContent
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        int read;
        do
        {
            await stream.FlushAsync(cancellationToken);
            read = await body.ReadAsync(_buffer, cancellationToken);
            await stream.WriteAsync(_buffer.AsMemory(0, read), cancellationToken);
        }
        while (read > 0);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    // Told by the caller's Content-Length header, if at all.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
