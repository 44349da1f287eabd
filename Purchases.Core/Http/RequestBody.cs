using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>Reads a whole body of bounded size.</summary>
internal static class RequestBody
{
    /// <returns>Null when it is larger than allowed; no more than that is read.</returns>
    /// <exception cref="IOException">The client went away in the middle of its body.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        if (request.ContentLength > bytesMax) return null;

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > bytesMax)
            {
                // A read left open keeps the server from draining the rest, and it would log that as an error.
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            // Nothing is consumed until all is there.
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
