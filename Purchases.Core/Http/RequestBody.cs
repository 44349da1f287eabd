using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>Reads a whole body of bounded size.</summary>
internal static class RequestBody
{
    /// <returns>Null when it is larger than allowed; the rest of it isn't read.</returns>
    /// <exception cref="IOException">The client disconnected in the middle of its body.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        if (request.ContentLength > bytesMax) return null;

        // ReadAtLeastAsync isn't used: it returns an incomplete body when Kestrel starts to stop.
        var read = await request.BodyReader.ReadAsync(cancellationToken);
        while (!read.IsCompleted && read.Buffer.Length <= bytesMax)
        {
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await request.BodyReader.ReadAsync(cancellationToken);
        }

        var body = read.Buffer.Length > bytesMax ? null : read.Buffer.ToArray();

        // A read that isn't finished keeps the server from draining the rest, and the server logs that as an error.
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }
}
