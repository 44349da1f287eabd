using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Purchases.Core.Json;

namespace Purchases.Core.Http;

/// <summary>A valid POST /buy: the purchase, and its idempotency key if it has one.</summary>
public sealed record BuyCall(BuyRequest Buy, IdempotencyKey? Key)
{
    private const string KeyHeader = "Idempotency-Key";

    /// <exception cref="IOException">The client disconnected in the middle of its body.</exception>
    /// <exception cref="OperationCanceledException">The same.</exception>
    public static async Task<Outcome<BuyCall>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsJson(request.ContentType))
        {
            return Problem.UnsupportedMediaType(
                "Content-Type must be application/json (or another +json type) in UTF-8, or be left out, " +
                $"but is {QueryParameter.Quoted(request.ContentType!)}.");
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return Problem.UnsupportedMediaType(
                $"Content-Encoding must be left out, because purchases are sent uncompressed, but is {QueryParameter.Quoted(encoding)}.");
        }

        var header = request.Headers[KeyHeader];
        IdempotencyKey? key = null;
        if (header.Count > 1 || (header.Count == 1 && !IdempotencyKey.TryParse(header[0] ?? "", out key)))
        {
            return Problem.BadRequest(
                $"{KeyHeader} must be one value of 1 to {Limits.IdempotencyKeyCharsMax} visible ASCII characters, " +
                $"bare or in double quotes, but {Found(header)}.");
        }

        var body = await RequestBody.ReadAsync(request, Limits.BuyBodyBytesMax, cancellationToken);
        if (body is null)
            return Problem.TooLarge($"The body is larger than {Limits.BuyBodyBytesMax} bytes; a purchase has a few hundred.");

        return PurchaseReader.TryReadBuy(body, out var buy, out var fault) ? new BuyCall(buy, key) : Problem.Unreadable(fault);
    }

    // RFC 8259 defines no charset parameter, but clients send utf-8.
    private static bool IsJson(string? contentType)
    {
        if (contentType is null or "" or "application/json") return true;

        return MediaTypeHeaderValue.TryParse(contentType, out var type) &&
            (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) ||
             type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)) &&
            (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    // The key itself is never quoted: it may be secret.
    private static string Found(StringValues header) => (header.Count, header[0]!.Length) switch
    {
        ( > 1, _) => $"is given {header.Count} times",
        (_, 0) => "is empty",
        (_, > Limits.IdempotencyKeyCharsMax and var length) => $"has {length} characters",
        _ => "has other characters, or only one of the quotes",
    };
}
