using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>Where /getAllBoughtItems takes its list from: the api server when there is one, the store itself otherwise.</summary>
public interface IBoughtItems
{
    /// <summary>The list as an answer, or the problem that says why it can't be had.</summary>
    IResult List(ListQuery query);
}
