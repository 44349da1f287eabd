using System.Globalization;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Json;

namespace Purchases.Core.Http;

/// <summary>The validated query of /purchases and /getAllBoughtItems.</summary>
/// <param name="Limit">Page size, 1…<see cref="Limits.PageSizeMax"/>; null streams the whole list.</param>
/// <param name="After">The list starts after this place; null starts at the newest.</param>
public sealed record ListQuery(string UserId, int? Limit, PageCursor? After)
{
    public static Outcome<ListQuery> Read(IQueryCollection query)
    {
        var user = QueryParameter.ReadText(query, "userId");
        if (user.Problem is not null) return user.Problem;

        if (user.Value is not { Length: > 0 } userId) return Problem.BadQuery("userId", Missing(query));
        if (TextRules.NameFault(userId) is { } fault) return Problem.BadQuery("userId", $"{fault}.");

        var page = PageQuery.Read(query);
        return page.Succeeded ? new ListQuery(userId, page.Value.Limit, page.Value.After) : page.Problem;
    }

    // The words of the Python original, and a hint.
    private static string Missing(IQueryCollection query) =>
        !query.ContainsKey("userId") && query.Keys.FirstOrDefault(name => Hints.IsNearMiss(MemberNames.UserId, name)) is { } found
            ? $"is required: it is called userId, not {found}."
            : "is required";

    /// <summary>
    /// The header Link (RFC 8288) of a page: the request's path with this query. It includes the path for clients that append it to the
    /// server's address.
    /// </summary>
    public static string LinkToNext(HttpRequest request, string query) => $"<{request.PathBase}{request.Path}{query}>; rel=\"next\"";

    /// <summary>The same query again, for the api server.</summary>
    public override string ToString()
    {
        var query = QueryString.Create("userId", UserId);
        if (Limit is { } limit) query = query.Add("limit", limit.ToString(CultureInfo.InvariantCulture));
        if (After is { } after) query = query.Add("cursor", after.ToString());
        return query.ToString();
    }
}

/// <summary>The validated <c>limit</c> and <c>cursor</c> of a list's query.</summary>
/// <param name="Limit">Page size, 1…<see cref="Limits.PageSizeMax"/>; null if the query has none.</param>
/// <param name="After">The list starts after this place; null starts at the newest.</param>
public sealed record PageQuery(int? Limit, PageCursor? After)
{
    public static Outcome<PageQuery> Read(IQueryCollection query)
    {
        var limit = QueryParameter.ReadNumber(query, "limit", 1, Limits.PageSizeMax);
        if (limit.Problem is not null) return limit.Problem;

        var cursor = QueryParameter.ReadText(query, "cursor");
        if (cursor.Problem is not null) return cursor.Problem;

        PageCursor? after = null;
        return cursor.Value is null || PageCursor.TryParse(cursor.Value, out after)
            ? new PageQuery(limit.Value, after)
            : Problem.BadQuery("cursor", "must be the next of a page, exactly as it was given; leave it out for the first page.");
    }
}
