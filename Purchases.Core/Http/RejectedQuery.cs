using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>The query of /rejected, checked.</summary>
/// <param name="State">Which of them; those that wait unless the query says otherwise.</param>
public sealed record RejectedQuery(RejectedState State, PageQuery Page)
{
    public static Outcome<RejectedQuery> Read(IQueryCollection query)
    {
        if (!PageQuery.TryReadOne(query["state"], out var text)) return Refuse("state must be given once.");

        var state = text switch
        {
            null or "waiting" => RejectedState.Waiting,
            "replayed" => RejectedState.Replayed,
            "dismissed" => RejectedState.Dismissed,
            _ => (RejectedState?)null,
        };
        if (state is null) return Refuse("state must be waiting, replayed or dismissed.");

        var page = PageQuery.Read(query);
        return page.Succeeded ? new RejectedQuery(state.Value, page.Value) : Outcome.Refused<RejectedQuery>(page.Problem);

        static Outcome<RejectedQuery> Refuse(string detail) => Outcome.Refused<RejectedQuery>(Problem.BadRequest(detail));
    }
}
