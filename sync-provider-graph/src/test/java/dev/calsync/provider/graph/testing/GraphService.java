package dev.calsync.provider.graph.testing;

import java.util.List;

/** Everything behind the door: one request, several in one, or one about subscriptions. */
final class GraphService implements GraphDoor.Service {

    private final GraphRouter router;
    private final Batches batches;
    private final SubscriptionHandler subscriptions;

    GraphService(GraphRouter router, Batches batches, SubscriptionHandler subscriptions) {
        this.router = router;
        this.batches = batches;
        this.subscriptions = subscriptions;
    }

    @Override
    public GraphReply answer(GraphRequest request) throws GraphProblem, InterruptedException {
        List<String> path = request.segments();
        if (path.equals(List.of("$batch"))) {
            return batches.answer(request, this::single);
        }
        return single(request);
    }

    private GraphReply single(GraphRequest request) throws GraphProblem, InterruptedException {
        List<String> path = request.segments();
        return !path.isEmpty() && path.get(0).equals("subscriptions")
                ? subscriptions.answer(request)
                : router.answer(request);
    }
}
