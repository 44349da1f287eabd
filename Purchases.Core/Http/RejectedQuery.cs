using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>The query of /rejected, checked.</summary>
/// <param name="State">Which of them; those that wait unless the query says otherwise.</param>
public sealed record RejectedQuery(RejectedState State, PageQuery Page)
{
    public static Outcome<RejectedQuery> Read(IQueryCollection query)
    {
        var text = QueryParameter.ReadText(query, "state");
        if (text.Problem is not null) return Outcome.Refused<RejectedQuery>(text.Problem);

        var state = text.Value switch
        {
            null or "waiting" => RejectedState.Waiting,
            "replayed" => RejectedState.Replayed,
            "dismissed" => RejectedState.Dismissed,
            _ => (RejectedState?)null,
        };
        if (state is null)
        {
            return Outcome.Refused<RejectedQuery>(Problem.BadQuery(
                "state", $"must be waiting, replayed or dismissed, but is {QueryParameter.Quoted(text.Value!)}."));
        }

        var page = PageQuery.Read(query);
        return page.Succeeded ? new RejectedQuery(state.Value, page.Value) : Outcome.Refused<RejectedQuery>(page.Problem);
    }
}
