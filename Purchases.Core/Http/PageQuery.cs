using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Purchases.Core.Http;

/// <summary><c>limit</c> and <c>cursor</c> of a list's query, checked.</summary>
/// <param name="Limit">Page size, 1…<see cref="Limits.PageSizeMax"/>; null when none was asked for.</param>
/// <param name="After">Where the list starts; null starts at the newest.</param>
public sealed record PageQuery(int? Limit, PageCursor? After)
{
    public static Outcome<PageQuery> Read(IQueryCollection query)
    {
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

        return new PageQuery(limit, after);

        static Outcome<PageQuery> Refuse(string detail) => Outcome.Refused<PageQuery>(Problem.BadRequest(detail));
    }

    internal static bool TryReadOne(StringValues values, out string? value)
    {
        value = values.Count == 0 ? null : values[0];
        return values.Count <= 1;
    }
}
