using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary><c>limit</c> and <c>cursor</c> of a list's query, checked.</summary>
/// <param name="Limit">Page size, 1…<see cref="Limits.PageSizeMax"/>; null when none was asked for.</param>
/// <param name="After">Where the list starts; null starts at the newest.</param>
public sealed record PageQuery(int? Limit, PageCursor? After)
{
    public static Outcome<PageQuery> Read(IQueryCollection query)
    {
        var limit = QueryParameter.ReadNumber(query, "limit", 1, Limits.PageSizeMax);
        if (limit.Problem is not null) return Outcome.Refused<PageQuery>(limit.Problem);

        var cursor = QueryParameter.ReadText(query, "cursor");
        if (cursor.Problem is not null) return Outcome.Refused<PageQuery>(cursor.Problem);

        PageCursor? after = null;
        return cursor.Value is null || PageCursor.TryParse(cursor.Value, out after)
            ? new PageQuery(limit.Value, after)
            : Outcome.Refused<PageQuery>(Problem.BadQuery(
                "cursor", "must be the next of a page, exactly as it was given; leave it out for the first page."));
    }
}
