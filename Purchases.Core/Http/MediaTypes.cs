namespace Purchases.Core.Http;

/// <summary>The Content-Types of answers.</summary>
internal static class MediaTypes
{
    /// <summary>As the results of ASP.NET Core have it, so that every JSON answer says the same.</summary>
    public const string Json = "application/json; charset=utf-8";
}
