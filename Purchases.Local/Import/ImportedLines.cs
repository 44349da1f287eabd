using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Local.Embedded;

namespace Purchases.Local.Import;

/// <summary>Makes events of lines. A file that is imported again makes the same eventIds, so that nothing is recorded twice.</summary>
/// <param name="name">The import's name: the same buy in imports of different names is two purchases.</param>
internal sealed class ImportedLines(string name, TimeProvider time)
{
    // How often each buy has been seen: the same line twice in a file means two purchases. By hash, so that long lines take no memory.
    private readonly Dictionary<UInt128, int> _seen = [];

    /// <param name="isEvent">Whether the line was a whole event; otherwise it was a buy.</param>
    public bool TryRead(JsonLine line, [NotNullWhen(true)] out LogRecord? record, out bool isEvent, [NotNullWhen(false)] out string? reason)
    {
        (record, isEvent, reason) = (null, false, null);
        if (line.Json is null)
        {
            reason = $"it is longer than the {Limits.EventBytesMax} bytes that an event may have";
        }
        else if (PurchaseReader.TryReadEvent(line.Json, out var purchase, out var fault))
        {
            // As it is, byte for byte: the recorder reads what other producers write.
            (record, isEvent) = (new(Encoding.UTF8.GetBytes(purchase.UserId), line.Json, []), true);
        }
        else if (!LooksLikeBuy(fault))
        {
            reason = fault.InvalidByte is { } at ? $"it is not valid JSON (byte {line.Indent + at})" : fault.Detail;
        }
        else if (PurchaseReader.TryReadBuy(line.Json, out var buy, out fault))
        {
            record = ToRecord(buy, line.Json);
        }
        else
        {
            reason = fault.Detail;
        }

        return record is not null;
    }

    // A line without eventId and timestamp is a buy.
    private static bool LooksLikeBuy(ReadFault fault) => fault.Missing.Contains("eventId") && fault.Missing.Contains("timestamp");

    private LogRecord ToRecord(BuyRequest buy, byte[] json)
    {
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. json]);
        var identity = new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash, 8));
        _seen[identity] = _seen.GetValueOrDefault(identity) + 1;
        if (!IdempotencyKey.TryParse($"import-{Convert.ToHexStringLower(hash)}-{_seen[identity]}", out var key))
            throw new UnreachableException();
        return new(Encoding.UTF8.GetBytes(buy.UserId), Encoding.UTF8.GetBytes(PurchaseJson.Write(buy.Accept(key, time))), []);
    }
}
