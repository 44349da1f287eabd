using System.Net;

namespace Purchases.Tests.Worker;

/// <summary>HEAD through the worker process. That the host forwards it is a matter of the triggers' methods.</summary>
[Collection(SharedWorker.Name)]
public sealed class HeadTests(SharedWorker shared)
{
    [Theory]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/openapi.json", HttpStatusCode.OK)]
    [InlineData("/asyncapi.json", HttpStatusCode.OK)]
    [InlineData("/purchase-created.v1.schema.json", HttpStatusCode.OK)]
    [InlineData("/purchases", HttpStatusCode.BadRequest)]
    [InlineData("/rejected?limit=0", HttpStatusCode.BadRequest)]
    public async Task A_HEAD_is_answered_like_the_GET_without_its_body(string path, HttpStatusCode status)
    {
        using var get = await shared.Worker.Client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await shared.Worker.Client.SendAsync(request);

        Assert.Equal((status, status), (get.StatusCode, head.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }
}
