using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Purchases.Core.Http;

/// <summary>The query of /purchases and /getAllBoughtItems, checked.</summary>
/// <param name="Limit">Page size, 1…<see cref="Limits.PageSizeMax"/>; null streams the whole list.</param>
/// <param name="After">Where the list starts; null starts at the newest.</param>
public sealed record ListQuery(string UserId, int? Limit, PageCursor? After)
{
    public static Outcome<ListQuery> Read(IQueryCollection query)
    {
        if (!TryReadOne(query["userId"], out var userId)) return Refuse("userId must be given once.");
        if (string.IsNullOrEmpty(userId)) return Refuse("userId is required");
        if (TextRules.NameFault(userId) is { } fault) return Refuse($"userId {fault}.");

        int? limit = null;
        if (!TryReadOne(query["limit"], out var limitText)) return Refuse("limit must be given once.");
        if (limitText is not null)
        {
            if (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > Limits.PageSizeMax)
                return Refuse($"limit must be a whole number from 1 to {Limits.PageSizeMax}.");
            limit = number;
        }

        PageCursor? after = null;
        if (!TryReadOne(query["cursor"], out var cursorText)) return Refuse("cursor must be given once.");
        if (cursorText is not null && !PageCursor.TryParse(cursorText, out after))
            return Refuse("cursor is none that this service gave; take it from the next of a page, or leave it out for the first page.");

        return new ListQuery(userId, limit, after);

        static Outcome<ListQuery> Refuse(string detail) => Outcome.Refused<ListQuery>(Problem.BadRequest(detail));
    }

    /// <summary>The same query again, for the api server.</summary>
    public override string ToString()
    {
        var query = QueryString.Create("userId", UserId);
        if (Limit is { } limit) query = query.Add("limit", limit.ToString(CultureInfo.InvariantCulture));
        if (After is { } after) query = query.Add("cursor", after.ToString());
        return query.ToString();
    }

    private static bool TryReadOne(StringValues values, out string? value)
    {
        value = values.Count == 0 ? null : values[0];
        return values.Count <= 1;
    }
}
